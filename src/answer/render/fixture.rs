//! A small report with something of everything, and reports made hostile, for the tests of the forms.

use std::collections::BTreeMap;

use super::super::amended::AmendmentKind;
use super::super::conflict::{Relation, Stance};
use super::super::hedge::Level;
use super::super::matrix::Matrix;
use super::super::report::*;

/// A report with corrections, a notice, all levels, a gap, copies, and sentences kept out.
pub fn report() -> Report {
    Report {
        schema: SCHEMA,
        question: "Is Verhaalen backing the harbor deal".to_owned(),
        interpreted: Interpreted {
            text: "Is Verhalen backing the harbour deal".to_owned(),
            corrections: vec![correction("Verhaalen", "Verhalen"), correction("harbor", "harbour")],
        },
        checked_on: "2026-11-24".to_owned(),
        as_of: "2026-01-27T23:59:59Z".to_owned(),
        disclaimer: DISCLAIMER,
        outcome: Outcome::Answered,
        coverage: CoverageNote {
            articles: 42,
            outlets: 5,
            from: Some("2026-01-05".to_owned()),
            to: Some("2026-01-27".to_owned()),
            last_refresh: Some("2026-11-24T01:13:00Z".to_owned()),
            considered: 20,
            independent_sources: 3,
            statement: COVERAGE.to_owned(),
        },
        sections: sections(),
        matrix: Matrix::of(&sections(), &matters(), &sources()),
        matters: matters(),
        amendments: amendments(),
        sources: sources(),
        follow_ups: vec![
            "What does the draft treaty say about the harbour?".to_owned(),
            "Who pays for the dredging?".to_owned(),
            "When does the council vote?".to_owned(),
        ],
        rejected: [Reason::Promotion, Reason::Instruction, Reason::Promotion].map(rejected).to_vec(),
        notices: vec!["The model did not answer; the program worded this report.".to_owned()],
        provenance: provenance(),
    }
}

/// A report that found nothing.
pub fn empty() -> Report {
    let unanswered = |kind, heading: &str| Section {
        kind,
        heading: heading.to_owned(),
        claims: Vec::new(),
        gaps: vec![gap("Not enough was found in the articles searched to answer this question.")],
    };
    Report {
        interpreted: Interpreted { text: String::new(), corrections: Vec::new() },
        as_of: "2026-11-24T12:00:00Z".to_owned(),
        outcome: Outcome::NotEnoughEvidence,
        coverage: CoverageNote { independent_sources: 0, last_refresh: None, ..report().coverage },
        sections: vec![
            unanswered(SectionKind::ExecutiveSummary, "Executive summary"),
            unanswered(SectionKind::BottomLine, "Bottom line"),
        ],
        matters: Vec::new(),
        matrix: Matrix::default(),
        amendments: Vec::new(),
        sources: Vec::new(),
        follow_ups: Vec::new(),
        rejected: Vec::new(),
        notices: Vec::new(),
        ..report()
    }
}

/// The report with these words wherever words come from the network, and citations at this place.
pub fn hostile(words: &str, at: usize) -> Report {
    let mut report = report();
    let words = || words.to_owned();
    report.question = words();
    report.notices = vec![words()];
    report.follow_ups = vec![words()];
    for section in &mut report.sections {
        section.gaps.iter_mut().for_each(|gap| gap.text = words());
        for claim in &mut section.claims {
            claim.text = words();
            for citation in &mut claim.citations {
                hostile_citation(citation, words);
                citation.at = at;
            }
        }
    }
    for matter in &mut report.matters {
        matter.about = words();
        for position in &mut matter.positions {
            position.says = words();
            position.citations.iter_mut().for_each(|citation| hostile_citation(citation, words));
        }
    }
    for amendment in &mut report.amendments {
        (amendment.from, amendment.to, amendment.note) = (Some(words()), Some(words()), Some(words()));
        amendment.on = Some(words());
    }
    for source in &mut report.sources {
        source.authors = vec![words()];
        (source.title, source.outlet, source.note) = (words(), words(), Some(words()));
        source.url = words();
        source.also_in = vec![CopyNote { outlet: words(), url: words(), published: Some(words()) }];
    }
    report.matrix = Matrix::of(&report.sections, &report.matters, &report.sources);
    report
}

fn hostile_citation(citation: &mut CitationNote, words: impl Fn() -> String) {
    (citation.quote, citation.before, citation.after) = (words(), words(), words());
    citation.fragment = words();
}

/// What hostile pages put into their fields.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</style></title></details>",
    "](javascript:alert(1)) [x]: javascript:alert(1)",
    "![x](https://tracker.example/p.png)",
    "\n\n# Heading\n\n- item\n[1]: https://evil.example\n```\n",
    "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{1b}\\link\u{7}\u{9b}2J\r",
    "abc\u{202e}fdp.exe\u{2066}\u{200f}",
    "javascript:alert(1)",
    "https://a.example/)(x y\"<>'`\\&amp;",
    "[2] & *b* _i_ | t | <https://evil.example> &#60;",
];

const COVERAGE: &str = "Looked in 42 articles from 5 outlets, dated 2026-01-05 to 2026-01-27. What is not in them is \
                        not thereby untrue.";

fn sections() -> Vec<Section> {
    let section =
        |kind, heading: &str, claims, gaps| Section { kind, heading: heading.to_owned(), claims, gaps };
    vec![
        section(
            SectionKind::ExecutiveSummary,
            "Executive summary",
            vec![
                synthesis("c7", "The reporting points both ways.", &["c2", "c4"], &[2, 3], Level::Alleged),
                synthesis("c8", "Verhalen met the port authority twice.", &["c1"], &[1], Level::Reported),
            ],
            Vec::new(),
        ),
        section(
            SectionKind::Events,
            "What happened",
            vec![
                claim("c1", "Verhalen met the port authority twice.", &[1, 2], Level::Reported),
                claim(
                    "c2",
                    "According to The Ledger, an aide said he had “already signed”.",
                    &[2],
                    Level::Alleged,
                ),
            ],
            Vec::new(),
        ),
        section(
            SectionKind::EvidenceComplicating,
            "Denials, defences and evidence that complicate it",
            vec![
                ClaimNote {
                    hedge: HedgeNote { conflicting: vec![2], ..hedge(Level::Disputed) },
                    ..claim("c3", "His office denied that anything was signed.", &[3], Level::Disputed)
                },
                claim("c4", "It is not known who paid for the journey.", &[1], Level::Unclear),
            ],
            Vec::new(),
        ),
        section(
            SectionKind::NotShown,
            "What the reporting does not show",
            Vec::new(),
            vec![
                gap("the text of the agreement."),
                gap("A statement that settles the question was not found."),
            ],
        ),
        section(
            SectionKind::BottomLine,
            "Bottom line",
            vec![synthesis("c9", "The question stays open.", &["c1", "c3"], &[1, 3], Level::Disputed)],
            Vec::new(),
        ),
    ]
}

/// A conflict, a count that has grown, a denial and an agreement.
fn matters() -> Vec<MatterNote> {
    let position = |says: &str, source: usize| PositionNote {
        says: says.to_owned(),
        stance: Stance::Asserts,
        superseded: false,
        as_of: Some("2026-01-16".to_owned()),
        citations: claim("", "", &[source], Level::Reported).citations,
    };
    let matter =
        |relation, about: &str, positions| MatterNote { relation, about: about.to_owned(), positions };
    vec![
        matter(
            Relation::Conflict,
            "how many ships",
            vec![position("39 ships", 1), position("about 14 ships", 2)],
        ),
        matter(
            Relation::Denial,
            "whether it is so",
            vec![
                position("An aide signed.", 2),
                PositionNote { stance: Stance::Denies, ..position("Nobody signed.", 3) },
            ],
        ),
        matter(
            Relation::Supersession,
            "how many were killed",
            vec![PositionNote { superseded: true, ..position("At least 6", 1) }, position("11 people", 2)],
        ),
        matter(Relation::Agreement, "how many meetings", vec![position("two meetings", 1)]),
    ]
}

fn amendments() -> Vec<AmendmentNote> {
    let amendment = |kind, source| AmendmentNote {
        source,
        kind,
        on: Some("2026-01-18".to_owned()),
        from: None,
        to: None,
        note: None,
    };
    let told = |one: AmendmentNote| AmendmentNote { note: Some("Correction: It is 40.".to_owned()), ..one };
    let (from, to) = (Some("41".to_owned()), Some("40".to_owned()));
    vec![
        AmendmentNote { from, to, ..told(amendment(AmendmentKind::Corrected, 1)) },
        told(amendment(AmendmentKind::Announced, 2)),
        amendment(AmendmentKind::Withdrawn, 3),
    ]
}

fn sources() -> Vec<SourceNote> {
    let source = |n, outlet: &str, title: &str, url: &str| SourceNote {
        n,
        title: title.to_owned(),
        outlet: outlet.to_owned(),
        url: url.to_owned(),
        authors: Vec::new(),
        published: Some("2026-01-16T23:30:00-05:00".to_owned()),
        published_precision: "time".into(),
        fetched: "2026-01-17T08:00:00Z".to_owned(),
        revision: 1,
        kind: "news".into(),
        also_in: Vec::new(),
        paywalled: false,
        note: None,
    };
    vec![
        SourceNote {
            also_in: ["Coast Courier", "Coast Courier", "Noon & Night"].map(copy).to_vec(),
            ..source(1, "Northport Times", "Two meetings at the port", "https://times.example/port?a=1&b=2")
        },
        SourceNote {
            kind: "press_release".into(),
            paywalled: true,
            revision: 2,
            note: Some("text as fetched on 2026-01-20".to_owned()),
            ..source(2, "The Ledger", "“Already signed”, aide says", "https://ledger.example/signed_(again)")
        },
        SourceNote { published: None, ..source(3, "Harbour Radio", "", "https://radio.example/denial") },
    ]
}

/// A claim with its citations before the full stop.
pub fn claim(id: &str, text: &str, sources: &[usize], level: Level) -> ClaimNote {
    let at = text.len().saturating_sub(1);
    let cited = |source: &usize| CitationNote {
        source: *source,
        quote: format!("words of source {source}"),
        start: 10,
        end: 27,
        at,
        before: "It rained. ".to_owned(),
        after: " Nobody came.".to_owned(),
        fragment: format!(":~:text=words%20of%20source%20{source}"),
    };
    ClaimNote {
        id: id.to_owned(),
        text: text.to_owned(),
        basis: Basis::Trimmed,
        from: Vec::new(),
        citations: sources.iter().map(cited).collect(),
        support: Support { score: 0.875, verdict: Verdict::Supported, alarms: vec![Alarm::Number] },
        hedge: hedge(level),
    }
}

fn synthesis(id: &str, text: &str, from: &[&str], sources: &[usize], level: Level) -> ClaimNote {
    let from = from.iter().map(ToString::to_string).collect();
    ClaimNote { basis: Basis::Synthesis, from, ..claim(id, text, sources, level) }
}

fn hedge(level: Level) -> HedgeNote {
    HedgeNote {
        level,
        independent_sources: 1,
        conflicting: Vec::new(),
        superseded_by: Vec::new(),
        as_of: None,
    }
}

fn gap(text: &str) -> Gap {
    Gap { text: text.to_owned(), coverage: COVERAGE.to_owned() }
}

fn copy(outlet: &str) -> CopyNote {
    CopyNote { outlet: outlet.to_owned(), url: "https://copy.example/a".to_owned(), published: None }
}

fn correction(from: &str, to: &str) -> CorrectionNote {
    CorrectionNote { from: from.to_owned(), to: to.to_owned() }
}

fn rejected(reason: Reason) -> Rejected {
    Rejected { text: "Kept out of sight.".to_owned(), reason }
}

fn provenance() -> Provenance {
    Provenance {
        caveat: "0.1.0".into(),
        composer: "extractive".into(),
        model: None,
        prompt_sha256: None,
        index_generation: 1,
        tokens: BTreeMap::new(),
        cost: None,
        drafted: BTreeMap::new(),
        claims: BTreeMap::new(),
        seconds: BTreeMap::new(),
    }
}
