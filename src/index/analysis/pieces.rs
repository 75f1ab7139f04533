//! Cutting a text into the pieces that become terms, in one pass over its characters.

use super::letters::{continues, is_apostrophe, is_hyphen, is_number_space, is_unspaced};
use super::rules::{Apostrophe, Rules};

/// A piece of a text (bytes), and where what it says is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The text at the piece.
    Word,
    /// The same, and it says nothing by itself: the end of a contraction, an article cut off by an apostrophe.
    Particle,
    /// In [`Pieces::written`]: a number without thousands separators, with a decimal point.
    Number,
    /// In [`Pieces::written`]: `US` of `U.S.`, in capitals.
    Abbreviation,
    /// In [`Pieces::written`]: both parts of a compound as one word. It stands where its second part stands.
    Joined,
}

/// A word that hyphens or apostrophes hold together.
#[derive(Clone, Copy)]
struct Compound {
    start: usize,
    links: usize,
    /// An apostrophe was among them.
    apostrophe: bool,
}

/// The pieces of a text, in order.
pub struct Pieces<'a> {
    text: &'a str,
    rules: Rules,
    at: usize,
    compound: Option<Compound>,
    /// Where both parts of a compound stand that has just ended.
    joined: Option<(usize, usize)>,
    /// The letter here ended the last pair of letters of an unspaced script.
    in_run: bool,
    written: &'a mut String,
}

/// The ends of English contractions (after the apostrophe).
const CONTRACTIONS: &[&str] = &["t", "ll", "re", "ve", "d", "m"];
/// Articles and pronouns that an apostrophe cuts off are at most this long (bytes): l', d', qu'.
const LONGEST_ELIDED: usize = 2;
/// A number is grouped by so many digits.
const GROUP: usize = 3;

impl<'a> Pieces<'a> {
    /// `written` is a buffer for what is not written as it is read.
    pub fn of(text: &'a str, rules: Rules, written: &'a mut String) -> Self {
        Self { text, rules, at: 0, compound: None, joined: None, in_run: false, written }
    }

    pub fn written(&self) -> &str {
        self.written
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    pub fn next(&mut self) -> Option<Piece> {
        if let Some((start, end)) = self.joined.take() {
            return Some(self.join(start, end));
        }
        loop {
            let start = self.at;
            let first = self.letter_at(start)?;
            if is_unspaced(first) {
                if let Some(pair) = self.pair(start, first) {
                    return Some(pair);
                }
            } else if first.is_alphanumeric() {
                return Some(self.word(start, first));
            } else {
                self.at += first.len_utf8();
            }
        }
    }

    fn letter_at(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            Some(_) => self.text.get(at..)?.chars().next(),
            None => None,
        }
    }

    /// Two letters of an unspaced script that follow each other; a lone one by itself.
    fn pair(&mut self, start: usize, first: char) -> Option<Piece> {
        let middle = start + first.len_utf8();
        self.at = middle;
        let second = self.letter_at(middle).filter(|letter| is_unspaced(*letter));
        let goes_on = std::mem::replace(&mut self.in_run, second.is_some());
        match second {
            Some(second) => Some(Piece { start, end: middle + second.len_utf8(), form: Form::Word }),
            None if goes_on => None,
            None => Some(Piece { start, end: middle, form: Form::Word }),
        }
    }

    fn word(&mut self, start: usize, first: char) -> Piece {
        if first.is_ascii_digit()
            && let Some(end) = self.number_end(start)
        {
            self.at = end;
            return Piece { start, end, form: Form::Number };
        }
        let end = self.word_end(start + first.len_utf8());
        if end == start + first.len_utf8()
            && self.compound.is_none()
            && let Some(end) = self.abbreviation_end(start)
        {
            self.at = self.after_possessive(end);
            return Piece { start, end, form: Form::Abbreviation };
        }
        let form = self.link(start, end, first);
        Piece { start, end, form }
    }

    fn word_end(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(at) {
                Some(byte) if byte.is_ascii_alphanumeric() => at += 1,
                Some(byte) if byte.is_ascii() => return at,
                _ => match self.letter_at(at).filter(|letter| continues(*letter)) {
                    Some(letter) => at += letter.len_utf8(),
                    None => return at,
                },
            }
        }
    }

    /// Goes on after a word, and sees whether it is a part of a longer one.
    fn link(&mut self, start: usize, end: usize, first: char) -> Form {
        self.at = end;
        // Most words stand between spaces.
        if self.compound.is_none() && self.text.as_bytes().get(end) == Some(&b' ') {
            return Form::Word;
        }
        let before = self.compound.take();
        let link = self.letter_at(end).filter(|letter| is_hyphen(*letter) || is_apostrophe(*letter));
        let apostrophe = link.is_some_and(is_apostrophe);
        if apostrophe {
            self.at = self.after_possessive(end);
        }
        if let Some(link) = link
            && self.at == end
            && self.letter_at(end + link.len_utf8()).is_some_and(|next| {
                next.is_alphanumeric() && !is_unspaced(next)
            })
            // 20-year and 2020-21 have no closed form.
            && (before.is_some() || first.is_alphabetic())
        {
            self.at = end + link.len_utf8();
            let begun = before.unwrap_or(Compound { start, links: 0, apostrophe: false });
            self.compound = Some(Compound {
                links: begun.links + 1,
                apostrophe: begun.apostrophe || apostrophe,
                ..begun
            });
            let elided =
                apostrophe && self.rules.apostrophe == Apostrophe::Elides && end - start <= LONGEST_ELIDED;
            return if elided { Form::Particle } else { Form::Word };
        }
        let Some(compound) = before else { return Form::Word };
        if compound.apostrophe && self.is_contraction(start, end) {
            return Form::Particle;
        }
        let is_one_word =
            compound.links == 1 && !(compound.apostrophe && self.rules.apostrophe == Apostrophe::Elides);
        self.joined = is_one_word.then_some((compound.start, end));
        Form::Word
    }

    fn is_contraction(&self, start: usize, end: usize) -> bool {
        let word = self.text.get(start..end).unwrap_or_default();
        self.rules.apostrophe == Apostrophe::Contracts
            && CONTRACTIONS.iter().any(|end| end.eq_ignore_ascii_case(word))
    }

    /// Where the text goes on after a name: behind a possessive 's if there is one.
    fn after_possessive(&self, end: usize) -> usize {
        let Some(apostrophe) = self.letter_at(end).filter(|letter| is_apostrophe(*letter)) else {
            return end;
        };
        let s = end + apostrophe.len_utf8();
        let is_possessive =
            matches!(self.letter_at(s), Some('s' | 'S')) && !self.letter_at(s + 1).is_some_and(continues);
        if is_possessive { s + 1 } else { end }
    }

    /// The end of single letters with full stops between, at least two: `U.S.`, `U.S`, `e.g.`
    fn abbreviation_end(&mut self, start: usize) -> Option<usize> {
        let (mut at, mut letters, mut end) = (start, 0, start);
        self.written.clear();
        while let Some(letter) = self.letter_at(at).filter(|letter| letter.is_alphabetic()) {
            let after = at + letter.len_utf8();
            let stopped = self.letter_at(after) == Some('.');
            if !stopped && self.letter_at(after).is_some_and(continues) {
                return None;
            }
            self.written.extend(letter.to_uppercase());
            letters += 1;
            end = after + usize::from(stopped);
            at = end;
            if !stopped {
                break;
            }
        }
        (letters >= 2 && !self.letter_at(end).is_some_and(continues)).then_some(end)
    }

    /// The end of a number that is written with separators. Other numbers are words; so are dates, versions and
    /// whatever else has too many separators to be a number.
    fn number_end(&mut self, start: usize) -> Option<usize> {
        let (group, point) = if self.rules.decimal_comma { ('.', ',') } else { (',', '.') };
        let mut end = self.digits_end(start);
        // Most numbers have none.
        self.letter_at(end)
            .filter(|c| *c == group || *c == point || is_number_space(*c) || is_apostrophe(*c))?;
        if self.goes_on_from(start) {
            return None;
        }
        self.written.clear();
        self.written.push_str(self.text.get(start..end)?);
        let mut is_number = false;
        if end - start <= GROUP {
            while let Some(separator) = self.letter_at(end)
                && (separator == group || is_number_space(separator) || is_apostrophe(separator))
                && let from = end + separator.len_utf8()
                && self.digits_end(from) == from + GROUP
            {
                self.written.push_str(self.text.get(from..from + GROUP)?);
                end = from + GROUP;
                is_number = true;
            }
        }
        if self.letter_at(end) == Some(point) && self.digits_end(end + 1) > end + 1 {
            let fraction = end + 1;
            end = self.digits_end(fraction);
            self.written.push('.');
            self.written.push_str(self.text.get(fraction..end)?);
            is_number = true;
        }
        let goes_on = matches!(self.letter_at(end), Some('.' | ','))
            && self.letter_at(end + 1).is_some_and(|next| next.is_ascii_digit());
        (is_number && !goes_on).then_some(end)
    }

    /// Whether a number here is the rest of one with too many separators.
    fn goes_on_from(&self, start: usize) -> bool {
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        matches!(before, [.., digit, b'.' | b','] if digit.is_ascii_digit())
    }

    fn digits_end(&self, start: usize) -> usize {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        start + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn join(&mut self, start: usize, end: usize) -> Piece {
        self.written.clear();
        let letters = self.text.get(start..end).unwrap_or_default().chars();
        self.written.extend(letters.filter(|letter| !is_hyphen(*letter) && !is_apostrophe(*letter)));
        Piece { start, end, form: Form::Joined }
    }
}
