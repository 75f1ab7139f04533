//! What a figure must be for a run to pass.

use std::fmt;
use std::str::FromStr;

/// How a figure is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
}

/// A condition on one figure, such as `ndcg@10>=0.69`.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    figure: String,
    comparison: Comparison,
    bound: f64,
}

/// Why a condition cannot be read, or checked.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum GateError {
    #[error("`{0}` is not a condition; write a figure, one of >= <= == > <, and a number: ndcg@10>=0.69")]
    Form(String),
    #[error("`{bound}` in `{gate}` is not a number")]
    Bound { gate: String, bound: String },
    #[error("there is no figure `{figure}` here; there are {known}")]
    Unknown { figure: String, known: String },
}

impl FromStr for Gate {
    type Err = GateError;

    fn from_str(given: &str) -> Result<Self, GateError> {
        use Comparison::{Above, AtLeast, AtMost, Below, Equal};
        // The longer ones first: `>` is the beginning of `>=`.
        let signs = [(">=", AtLeast), ("<=", AtMost), ("==", Equal), (">", Above), ("<", Below)];
        let split = signs.iter().find_map(|(sign, comparison)| Some((given.split_once(sign)?, *comparison)));
        let Some(((figure, bound), comparison)) = split else {
            return Err(GateError::Form(given.to_owned()));
        };
        let (figure, bound) = (figure.trim().to_lowercase(), bound.trim());
        if figure.is_empty() || bound.is_empty() {
            return Err(GateError::Form(given.to_owned()));
        }
        match bound.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Self { figure, comparison, bound: number }),
            _ => Err(GateError::Bound { gate: given.to_owned(), bound: bound.to_owned() }),
        }
    }
}

impl Gate {
    /// The figure that the condition is on, among those that there are.
    pub fn value(&self, figures: &[(String, f64)]) -> Result<f64, GateError> {
        let known = || figures.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        let found = figures.iter().find(|(name, _)| *name == self.figure);
        let unknown = || GateError::Unknown { figure: self.figure.clone(), known: known() };
        found.map(|(_, value)| *value).ok_or_else(unknown)
    }

    /// Whether a figure meets the condition, as it is and not as it is shown rounded.
    pub fn is_met_by(&self, value: f64) -> bool {
        match self.comparison {
            Comparison::AtLeast => value >= self.bound,
            Comparison::AtMost => value <= self.bound,
            Comparison::Above => value > self.bound,
            Comparison::Equal => (value - self.bound).abs() <= f64::EPSILON,
            Comparison::Below => value < self.bound,
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.comparison {
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::Above => ">",
            Comparison::Equal => "==",
            Comparison::Below => "<",
        };
        write!(f, "{}{sign}{}", self.figure, self.bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, met: &[f64], missed: &[f64]) {
        let gate: Gate = given.parse().unwrap();
        assert!(met.iter().all(|value| gate.is_met_by(*value)), "{gate}");
        assert!(!missed.iter().any(|value| gate.is_met_by(*value)), "{gate}");
    }

    #[test]
    fn conditions_hold_or_not() {
        check("ndcg@10>=0.69", &[0.69, 0.7], &[0.6899999, f64::NAN]);
        check(" fall.NDCG@10 <= 0.08 ", &[0.08, -0.1], &[0.09]);
        check("mrr@10 > .5", &[0.51], &[0.5]);
        check("p99_ms<25", &[24.9], &[25.0]);
        check("quote_exactness == 1", &[1.0], &[0.999, f64::NAN]);
    }

    #[test]
    fn a_condition_that_cannot_be_read_says_why() {
        let reason = |given: &str| given.parse::<Gate>().unwrap_err().to_string();
        for form in ["ndcg@10", "", ">=0.5", "ndcg@10>=", "ndcg@10=0.5"] {
            assert!(reason(form).starts_with(&format!("`{form}` is not a condition")), "{}", reason(form));
        }
        assert_eq!(reason("ndcg@10>=much"), "`much` in `ndcg@10>=much` is not a number");
        assert!(reason("ndcg@10>=NaN").contains("not a number"));
        assert!(reason("ndcg@10>>1").contains("`>1`"));
    }

    #[test]
    fn a_figure_that_is_not_there_is_said_with_those_that_are() {
        let figures = [("ndcg@10".to_owned(), 0.7), ("mrr@10".to_owned(), 0.6)];
        let gate: Gate = "ndgc@10>=0.69".parse().unwrap();
        let error = gate.value(&figures).unwrap_err().to_string();
        assert_eq!(error, "there is no figure `ndgc@10` here; there are ndcg@10, mrr@10");
        assert_eq!("mrr@10>0".parse::<Gate>().unwrap().value(&figures), Ok(0.6));
    }
}
