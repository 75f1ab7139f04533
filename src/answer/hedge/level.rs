//! How strongly a claim may be put, and the rules by which that follows from its witnesses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Independent witnesses from which on a claim counts as established, and as reported.
const ESTABLISHED: usize = 3;
const REPORTED: usize = 2;

/// How strongly a claim may be put, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Three or more independent news reports, nothing against it: a plain assertion is right.
    Established,
    /// Two independent news reports: plain reporting language, or a light attribution.
    Reported,
    /// One report, or several that all pass on the same speaker: who says it is named.
    SingleSource,
    /// Other reports speak against it: the dispute is shown.
    Disputed,
    /// Said by someone whom the source does not vouch for, or only by opinion or interested parties: marked as an
    /// allegation.
    Alleged,
    /// The source says that it is not known: worded as open.
    Unclear,
}

/// What is known about a claim's witnesses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// Independent witnesses: outlets that report in their own words, and speakers whom any number of outlets pass on.
    pub witnesses: usize,
    /// Sources that speak against it.
    pub against: usize,
    /// The claim says that something is not known.
    pub open: bool,
    /// It passes on an accusation, a rumour or an anonymous voice.
    pub passed_on: bool,
    /// No news report says it, only opinion pieces or press releases.
    pub interested: bool,
    /// The sources themselves only say that it may be so.
    pub tentative: bool,
    /// It tells how things stand, and the newest report of it is old.
    pub stale: bool,
}

impl Grounds {
    /// The level of a claim. The first rule that fits holds:
    ///
    /// | if | level |
    /// |---|---|
    /// | a source speaks against it | disputed |
    /// | the claim says that something is not known | unclear |
    /// | it passes on an accusation, a rumour or an anonymous voice | alleged |
    /// | only opinion pieces or press releases say it | alleged |
    /// | three or more independent witnesses, who say it without "may" and lately | established |
    /// | two or more | reported |
    /// | one | single source |
    pub fn level(&self) -> Level {
        match self {
            Self { against: 1.., .. } => Level::Disputed,
            Self { open: true, .. } => Level::Unclear,
            Self { passed_on: true, .. } | Self { interested: true, .. } | Self { witnesses: 0, .. } => {
                Level::Alleged
            }
            Self { witnesses: ESTABLISHED.., tentative: false, stale: false, .. } => Level::Established,
            Self { witnesses: REPORTED.., .. } => Level::Reported,
            _ => Level::SingleSource,
        }
    }
}

impl Level {
    /// The name in reports and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Established => "established",
            Self::Reported => "reported",
            Self::SingleSource => "single_source",
            Self::Disputed => "disputed",
            Self::Alleged => "alleged",
            Self::Unclear => "unclear",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_holds() {
        let check = |grounds: Grounds, expected| assert_eq!(grounds.level(), expected, "{grounds:?}");
        let of = |witnesses| Grounds { witnesses, ..Grounds::default() };
        check(of(0), Level::Alleged);
        check(of(1), Level::SingleSource);
        check(of(2), Level::Reported);
        check(of(3), Level::Established);
        check(Grounds { tentative: true, ..of(4) }, Level::Reported);
        check(Grounds { stale: true, ..of(4) }, Level::Reported);
        check(Grounds { stale: true, ..of(1) }, Level::SingleSource);
        check(Grounds { interested: true, ..of(3) }, Level::Alleged);
        check(Grounds { passed_on: true, open: true, ..of(3) }, Level::Unclear);
        check(Grounds { against: 1, open: true, ..of(3) }, Level::Disputed);
    }
}
