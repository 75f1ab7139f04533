//! From features to a score: a logistic regression that can be read in one file.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::features::{COUNT, FEATURES};

/// Weights with where they come from. `weights.json` is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What they were fitted on.
    pub fitted_on: String,
    /// The command that does it again.
    pub refit: String,
    /// A claim is supported from this score on; the one at which errors of both kinds are equally frequent on the sets
    /// that it was fitted on, each set counting the same.
    pub threshold: f64,
    pub intercept: f64,
    pub features: Vec<Weight>,
}

/// What a feature counts: so much for each deviation that it is above its mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    pub name: String,
    pub mean: f64,
    pub deviation: f64,
    pub weight: f64,
}

static SHIPPED: LazyLock<Model> =
    LazyLock::new(|| serde_json::from_str(include_str!("weights.json")).unwrap_or_else(|_| Model::none()));

impl Model {
    /// The weights in use.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Supports nothing: what is used, were the file damaged.
    fn none() -> Self {
        Self {
            fitted_on: String::new(),
            refit: String::new(),
            threshold: 1.0,
            intercept: -10.0,
            features: Vec::new(),
        }
    }

    /// The file's features are those of this program, in their order.
    pub fn fits(&self) -> bool {
        self.features.len() == COUNT
            && self.features.iter().zip(FEATURES).all(|(w, (name, _))| w.name == name)
    }

    /// How likely it is that words with these features bear a claim out, where half of all claims are borne out.
    pub fn score(&self, features: &[f64; COUNT]) -> f64 {
        let part =
            |(weight, value): (&Weight, &f64)| weight.weight * (value - weight.mean) / weight.deviation;
        logistic(self.intercept + self.features.iter().zip(features).map(part).sum::<f64>())
    }
}

pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_are_of_these_features() {
        assert!(Model::shipped().fits());
        for (weight, (name, sign)) in Model::shipped().features.iter().zip(FEATURES) {
            assert!(weight.weight * sign >= 0.0 && weight.deviation > 0.0, "{name}");
        }
    }
}
