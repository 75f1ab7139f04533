//! A checked answer in words, the same each time: for the failure of a test, and for snapshots.

use std::fmt;

use super::check::{Checked, Entry, Quotation, Reason, Standing};
use crate::ground::QuoteState;

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().enumerate().try_for_each(|(place, entry)| {
            if place > 0 {
                writeln!(f)?;
            }
            write!(f, "{entry}")
        })
    }
}

impl fmt::Display for Entry {
    /// The statement on one line; below it what is wrong, and the closest evidence if it is not borne out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing = match self.standing {
            Standing::Supported => "ok   ",
            Standing::Unsupported => "WRONG",
            Standing::Unchecked => "-    ",
        };
        write!(f, "{standing} {}", one_line(&self.text))?;
        self.citations.iter().try_for_each(|n| write!(f, " [{n}]"))?;
        for clause in &self.clauses {
            write!(f, "\n      not borne out: {}", one_line(clause))?;
        }
        self.reasons.iter().try_for_each(|reason| write!(f, "\n      {reason}"))?;
        for quote in self.quotes.iter().filter(|quote| !quote.holds()) {
            write!(f, "\n      {quote}")?;
        }
        match &self.closest {
            Some(closest) if self.standing == Standing::Unsupported => {
                write!(f, "\n      closest, in [{}]: {}", closest.context, one_line(&closest.text))
            }
            None if self.standing == Standing::Unsupported => write!(f, "\n      no evidence"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = self.cause.as_str();
        match (&self.beside, self.words.as_str()) {
            (_, "") => write!(f, "{cause}"),
            (Some(beside), words) => {
                write!(f, "{cause}: `{}` beside `{}`", one_line(words), one_line(beside))
            }
            (None, words) => write!(f, "{cause}: `{}`", one_line(words)),
        }
    }
}

impl Quotation {
    /// The words stand there, and are said by whoever is said to have said them.
    pub fn holds(&self) -> bool {
        matches!(self.state, QuoteState::Exact | QuoteState::Edited)
    }
}

impl fmt::Display for Quotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            QuoteState::Exact => "word for word",
            QuoteState::Edited => "with marked changes",
            QuoteState::Misattributed => "somebody else's words",
            QuoteState::Spliced => "put together of words that do not stand together",
            QuoteState::Absent => "not there",
        };
        write!(f, "quotation “{}”: {state}", one_line(&self.words))
    }
}

fn one_line(text: &str) -> String {
    crate::answer::render::clean(text)
}
