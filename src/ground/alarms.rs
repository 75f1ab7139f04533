//! A claim laid beside the sentence that it is closest to: what differs, and whether the difference decides.

use std::ops::Range;

use super::align::{Alignment, Gap, align};
use super::facts::MONTHS;
use super::names::has_form;
use super::numbers::{Number, agree, numbers};
use super::passage::{Passage, Sentence};
use super::quotes::{QuoteState, Quoted, is_named};
use super::reading::Reading;
use super::tone;
use super::words::Word;
use super::{Alarm, AlarmKind, Place};

/// A claim that has this share of its words in a sentence's order repeats that sentence.
const REPEATS: f64 = 0.75;
/// So does one that has this share of its other words there, whatever stands in one gap.
const ALL_ELSE: f64 = 0.9;
/// A shorter claim (words) repeats nothing.
const SHORTEST: usize = 6;
/// What replaces a word is a few words; more of them say something else.
const FEW: usize = 5;
/// Sentences among which the closest is looked for.
const TRIED: usize = 5;
/// Who speaks stands at most so many words from the word that says so.
const BESIDE: usize = 4;
/// A quotation of fewer words may be a title or a word that is not meant literally.
const TELLING_QUOTE: usize = 4;

/// A claim beside a sentence.
struct Beside<'a> {
    claim: &'a Reading,
    passage: &'a Passage<'a>,
    sentence: &'a Sentence,
    words: &'a [Word],
    numbers: Vec<Number>,
    /// The claim repeats the sentence.
    repeats: bool,
    /// Words of the claim that the sentence has in order.
    common: usize,
    gaps: Vec<Gap>,
    /// The words of the sentence between the first and the last that the claim has too.
    inside: Range<usize>,
}

/// Everything in a claim that the evidence does not bear out.
pub fn alarms(claim: &Reading, quotes: &[Quoted], passage: &Passage) -> Vec<Alarm> {
    let beside = Beside::of(claim, passage);
    let mut alarms: Vec<Alarm> =
        quotes.iter().filter_map(|quoted| of_quote(quoted, claim, beside.as_ref())).collect();
    if let Some(beside) = beside {
        for gap in &beside.gaps {
            beside.number(gap, &mut alarms);
            beside.date(gap, &mut alarms);
            beside.name(gap, &mut alarms);
            beside.denial(gap, &mut alarms);
            beside.commitment(gap, &mut alarms);
            beside.direction(gap, &mut alarms);
        }
        alarms.extend(beside.attribution());
    }
    alarms.sort_by_key(|alarm| (!alarm.is_certain, alarm.claim.start, alarm.kind));
    alarms.dedup_by(|a, b| a.kind == b.kind && a.claim == b.claim);
    alarms
}

fn of_quote(quoted: &Quoted, claim: &Reading, beside: Option<&Beside>) -> Option<Alarm> {
    if quoted.holds() {
        return None;
    }
    let length = claim.words.iter().filter(|word| quoted.claim.contains(&word.start)).count();
    let kind = if quoted.state == QuoteState::Misattributed { AlarmKind::Speaker } else { AlarmKind::Quote };
    let words = claim.words.iter().filter(|word| quoted.claim.contains(&word.start) && word.telling);
    let is_title = words.clone().count() > 1 && words.clone().all(|word| word.capital);
    let is_certain = kind == AlarmKind::Quote && length >= TELLING_QUOTE && !is_title
        || beside.is_some_and(|beside| beside.repeats);
    Some(Alarm { kind, claim: quoted.claim.clone(), evidence: quoted.evidence.clone(), is_certain })
}

impl<'a> Beside<'a> {
    /// The claim beside the sentence that has most of its words in order.
    fn of(claim: &'a Reading, passage: &'a Passage<'a>) -> Option<Self> {
        let laid = |at: usize| {
            let sentence = passage.sentences().get(at)?;
            Some((sentence, align(&claim.stems, passage.words_of(sentence).1)))
        };
        let tried = claim.ranked.iter().take(TRIED).filter(|(_, share)| *share > 0.0);
        let all: Vec<(&Sentence, Alignment)> = tried.filter_map(|(at, _)| laid(*at)).collect();
        // One that has all but a few words in a row, before one that has as many here and there.
        let order = |(sentence, alignment): &(&Sentence, Alignment)| {
            let gaps = alignment.gaps(claim.words.len(), sentence.words.len());
            let longest =
                gaps.iter().map(|gap| gap.claim.len()).filter(|gap| *gap <= FEW).max().unwrap_or_default();
            alignment.pairs.len() * 4 + longest
        };
        let most = all.iter().map(order).max()?;
        let (sentence, alignment) = all.into_iter().find(|laid| order(laid) == most)?;
        let common = alignment.pairs.len();
        let words = passage.words_of(sentence).0;
        let inside = alignment.pairs.first().zip(alignment.pairs.last());
        Some(Self {
            claim,
            passage,
            sentence,
            words,
            numbers: numbers(words),
            common,
            repeats: claim.words.len() >= SHORTEST && common as f64 >= REPEATS * claim.words.len() as f64,
            gaps: alignment.gaps(claim.words.len(), words.len()),
            inside: inside.map_or(0..0, |((_, first), (_, last))| *first..last + 1),
        })
    }

    /// A difference at this gap is one of a claim that repeats the sentence around it.
    fn is_certain(&self, gap: &Gap) -> bool {
        let rest = self.claim.words.len().saturating_sub(gap.claim.len());
        let all_else = self.common >= SHORTEST - 1 && self.common as f64 >= ALL_ELSE * rest as f64;
        (self.repeats || all_else) && gap.claim.len() <= FEW && self.of_sentence(gap).len() <= FEW
    }

    fn of_claim(&self, gap: &Gap) -> &'a [Word] {
        self.claim.words.get(gap.claim.clone()).unwrap_or_default()
    }

    /// What stands in the sentence in place of a gap of the claim; nothing outside what the claim repeats.
    fn of_sentence(&self, gap: &Gap) -> &'a [Word] {
        let (start, end) = (gap.sentence.start.max(self.inside.start), gap.sentence.end.min(self.inside.end));
        let at_an_end = gap.sentence.start < self.inside.start || gap.sentence.end > self.inside.end;
        if at_an_end && !gap.claim.is_empty() {
            // The claim has other words there: as many of the sentence's stand in their place, and a few more.
            let many = gap.claim.len() + 2;
            let (from, to) = match gap.sentence.start < self.inside.start {
                true => (gap.sentence.end.saturating_sub(many).max(gap.sentence.start), gap.sentence.end),
                false => (gap.sentence.start, (gap.sentence.start + many).min(gap.sentence.end)),
            };
            return self.words.get(from..to).unwrap_or_default();
        }
        self.words.get(start..end.max(start)).unwrap_or_default()
    }

    fn alarm(&self, kind: AlarmKind, claim: &[Word], there: &[Word], is_certain: bool) -> Alarm {
        let bytes =
            |words: &[Word]| words.first().zip(words.last()).map(|(first, last)| first.start..last.end);
        let place = bytes(there).unwrap_or_else(|| self.sentence.range.clone());
        let claim = bytes(claim).unwrap_or(0..self.claim.words.last().map_or(0, |word| word.end));
        Alarm {
            kind,
            claim,
            evidence: Some(Place { evidence: self.sentence.text, range: place }),
            is_certain,
        }
    }

    fn number(&self, gap: &Gap, alarms: &mut Vec<Alarm>) {
        let there = self.of_sentence(gap);
        for number in
            self.claim.numbers.iter().filter(|n| gap.claim.contains(&n.last) || gap.claim.contains(&n.first))
        {
            if self.numbers.iter().any(|other| agree(number, other) && self.in_place(gap, other)) {
                continue;
            }
            let replaced = numbers(there);
            let is_absent = !self.passage.numbers().iter().any(|other| agree(number, other));
            if !is_absent && replaced.is_empty() {
                continue;
            }
            let kind = if number.in_date { AlarmKind::Date } else { AlarmKind::Number };
            let words = self.claim.words.get(number.first..=number.last).unwrap_or_default();
            alarms.push(self.alarm(kind, words, there, self.repeats && (!replaced.is_empty() || is_absent)));
        }
    }

    /// "Additionally," and the like: capitals only because it opens.
    fn is_remark(&self, word: &Word) -> bool {
        let adverb = word.plain.ends_with("ly")
            || matches!(
                word.plain.as_str(),
                "furthermore"
                    | "however"
                    | "moreover"
                    | "studies"
                    | "finally"
                    | "overall"
                    | "therefore"
                    | "thus"
            );
        word.opens && adverb
    }

    /// Whether a number of the sentence stands in or beside a gap.
    fn in_place(&self, gap: &Gap, number: &Number) -> bool {
        number.first + 1 >= gap.sentence.start && number.last <= gap.sentence.end
    }

    fn date(&self, gap: &Gap, alarms: &mut Vec<Alarm>) {
        let there = self.of_sentence(gap);
        for word in self.of_claim(gap).iter().filter(|word| is_date_word(word)) {
            let replaced = there.iter().any(is_date_word);
            let is_known = self.passage.stem(&word.stem).is_some();
            if replaced || !is_known {
                let certain = self.repeats && (replaced || !is_known);
                alarms.push(self.alarm(AlarmKind::Date, std::slice::from_ref(word), there, certain));
            }
        }
    }

    fn name(&self, gap: &Gap, alarms: &mut Vec<Alarm>) {
        let there = self.of_sentence(gap);
        let names: Vec<&Word> = self
            .of_claim(gap)
            .iter()
            .filter(|w| is_named(w) && !is_date_word(w) && !self.is_remark(w))
            .collect();
        let (Some(first), Some(last)) = (names.first(), names.last()) else { return };
        let heard =
            |word: &Word| self.passage.stem(&word.stem).is_some() || has_form(&word.plain, self.passage);
        let replaced: Vec<&Word> = there.iter().filter(|w| is_named(w) && !is_date_word(w)).collect();
        let is_form = |word: &Word| replaced.iter().any(|other| are_forms(&word.plain, &other.plain));
        let is_replaced = !replaced.is_empty() && !names.iter().any(|word| is_form(word));
        let is_absent = names.iter().any(|word| !heard(word));
        if !is_replaced && !is_absent {
            return;
        }
        let range = first.start..last.end;
        let kind = if self.is_speaker(gap) { AlarmKind::Speaker } else { AlarmKind::Name };
        let words: Vec<Word> = names.into_iter().cloned().collect();
        let mut alarm = self.alarm(kind, &words, there, self.is_certain(gap) && is_replaced);
        alarm.claim = range;
        alarms.push(alarm);
    }

    /// The words of a gap stand beside one that says that somebody speaks.
    fn is_speaker(&self, gap: &Gap) -> bool {
        let near =
            gap.claim.start.saturating_sub(BESIDE)..(gap.claim.end + BESIDE).min(self.claim.words.len());
        self.claim.words.get(near).unwrap_or_default().iter().any(tone::speaks)
    }

    fn denial(&self, gap: &Gap, alarms: &mut Vec<Alarm>) {
        let (here, there) = (self.of_claim(gap), self.of_sentence(gap));
        let denies = |words: &[Word]| words.iter().filter(|word| tone::is_negation(word)).count();
        if denies(here) % 2 != denies(there) % 2 {
            alarms.push(self.alarm(AlarmKind::Negation, here, there, self.is_certain(gap)));
        }
    }

    fn commitment(&self, gap: &Gap, alarms: &mut Vec<Alarm>) {
        let (here, there) = (self.of_claim(gap), self.of_sentence(gap));
        let hedged = |words: &[Word]| words.iter().any(tone::is_tentative);
        if hedged(there) && !hedged(here) {
            alarms.push(self.alarm(AlarmKind::Modality, here, there, self.is_certain(gap)));
        }
    }

    /// The claim states what the sentence says that somebody says.
    fn attribution(&self) -> Option<Alarm> {
        let says = |word: &Word| {
            tone::speaks(word) && !matches!(word.plain.as_str(), "called" | "asked" | "reported")
        };
        let around = [self.words.get(..self.inside.start), self.words.get(self.inside.end..)];
        // "… , X said" and "X said that …", not what stands in another clause.
        let beside = |words: &[Word], after: bool| {
            let near = if after {
                words.get(..BESIDE.min(words.len()))
            } else {
                words.get(words.len().saturating_sub(2)..)
            };
            near.unwrap_or_default().iter().any(says)
        };
        let [before, after] = around.map(Option::unwrap_or_default);
        let said = beside(before, false) || beside(after, true) && after.len() <= 2 * BESIDE;
        let is_passed_on = self.claim.words.iter().any(|word| tone::speaks(word) || tone::is_tentative(word));
        (self.repeats && said && !is_passed_on)
            .then(|| self.alarm(AlarmKind::Attribution, &self.claim.words, &[], false))
    }

    fn direction(&self, gap: &Gap, alarms: &mut Vec<Alarm>) {
        let there = self.of_sentence(gap);
        for word in self.of_claim(gap) {
            let opposite = there.iter().position(|other| tone::are_opposites(word, other));
            if let Some(other) = opposite.and_then(|at| there.get(at)) {
                let words = (std::slice::from_ref(word), std::slice::from_ref(other));
                alarms.push(self.alarm(AlarmKind::Direction, words.0, words.1, self.is_certain(gap)));
            }
        }
    }
}

/// A month or a weekday.
fn is_date_word(word: &Word) -> bool {
    const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.capital && (MONTHS.contains(&word.plain.as_str()) || DAYS.contains(&word.plain.as_str()))
}

/// Whether two words are forms of one name, or one abbreviates the other.
fn are_forms(one: &str, other: &str) -> bool {
    const SAME: usize = 4;
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    common >= SAME.min(one.len().min(other.len()))
}
