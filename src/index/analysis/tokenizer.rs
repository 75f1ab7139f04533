//! The analyzers in the form in which tantivy takes them.

use tantivy::tokenizer::{Language, Token, TokenStream, Tokenizer};

use super::initials::Initials;
use super::pieces::{Form, Piece, Pieces};
use super::rules::Rules;
use super::stems::{LONGEST_WORD, Stems};

/// Ends the language at the beginning of a marked text: ASCII's unit separator, which no article's text begins with once
/// it is marked.
const MARK: char = '\u{1f}';
/// The longest language at the beginning of a marked text (bytes); BCP 47 allows primary subtags of 8 letters.
const LONGEST_CODE: usize = 8;

/// Fewer words in capitals may well be abbreviations.
const SHOUTED_WORDS: usize = 4;

/// What becomes of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Stems, without stop words.
    Stemmed,
    /// All words, whole.
    Words,
}

/// Makes terms of texts.
pub struct Analyzer {
    kind: Kind,
    stems: Stems,
    token: Token,
    written: String,
}

/// The terms of one text.
pub struct Terms<'a> {
    kind: Kind,
    rules: Rules,
    /// Compounds count as one word as well.
    joins: bool,
    /// Nothing in the text is written small, so capitals mean nothing.
    shouts: bool,
    /// How English words must begin, if that is known.
    initials: Option<&'a Initials>,
    /// Bytes of the mark before the text.
    before: usize,
    pieces: Pieces<'a>,
    stems: &'a mut Stems,
    token: &'a mut Token,
}

/// An analyzer of marked texts: see [`marked`].
#[derive(Clone)]
pub struct MarkedTexts(pub Analyzer);

/// A text as the index takes it. One field holds texts of all languages, and tantivy chooses the analyzer by the field
/// alone; so each text begins with its language, which the analyzer reads and leaves out: `de`, U+001F, the text.
/// (Tokens made beforehand would do as well, at two allocations each.)
pub fn marked(text: &str, language: Option<&str>) -> String {
    let language = language.filter(|code| code.len() <= LONGEST_CODE).unwrap_or_default();
    let mut marked = String::with_capacity(language.len() + 1 + text.len());
    marked.push_str(language);
    marked.push(MARK);
    marked.push_str(text);
    marked
}

/// The language of a marked text, and where the text begins.
fn unmarked(text: &str) -> (Option<&str>, usize) {
    let mark = text.bytes().take(LONGEST_CODE + 1).position(|byte| byte == MARK as u8);
    mark.map_or((None, 0), |mark| (text.get(..mark), mark + 1))
}

/// Whether several words are all in capitals: then these do not tell abbreviations from other words.
pub fn shouts(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
        && text.chars().any(char::is_uppercase)
        && text.split_whitespace().nth(SHOUTED_WORDS - 1).is_some()
}

impl Analyzer {
    pub fn new(kind: Kind) -> Self {
        Self { kind, stems: Stems::default(), token: Token::default(), written: String::new() }
    }

    pub fn terms<'a>(&'a mut self, text: &'a str, rules: Rules, joins: bool) -> Terms<'a> {
        self.token.reset();
        let stems = (self.kind == Kind::Stemmed).then_some(rules.stems).flatten();
        Terms {
            kind: self.kind,
            rules: Rules { stems, ..rules },
            joins,
            shouts: shouts(text),
            initials: None,
            before: 0,
            pieces: Pieces::of(text, rules, &mut self.written),
            stems: &mut self.stems,
            token: &mut self.token,
        }
    }
}

/// What was remembered stays behind: it is quickly learnt again, and long to copy.
impl Clone for Analyzer {
    fn clone(&self) -> Self {
        Self::new(self.kind)
    }
}

impl Tokenizer for MarkedTexts {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        let (language, before) = unmarked(text);
        let terms = self.0.terms(text.get(before..).unwrap_or_default(), Rules::of(language), true);
        Terms { before, ..terms }
    }
}

impl<'a> Terms<'a> {
    /// Passes over English words that do not begin in one of some ways.
    pub fn with(self, initials: &'a Initials) -> Self {
        let english = self.rules.stems == Some(Language::English);
        Self { initials: english.then_some(initials), ..self }
    }

    fn is_passed_over(&self, piece: Piece) -> bool {
        let word = || self.pieces.text().get(piece.start..piece.end).unwrap_or_default();
        piece.form == Form::Word && self.initials.is_some_and(|initials| !initials.may_begin(word()))
    }

    /// Makes a piece the current term, if it is one.
    fn take(&mut self, piece: Piece) -> bool {
        let word = match piece.form {
            Form::Particle if self.kind == Kind::Stemmed => return false,
            Form::Word | Form::Particle => self.pieces.text().get(piece.start..piece.end).unwrap_or_default(),
            Form::Number | Form::Abbreviation | Form::Joined => self.pieces.written(),
        };
        self.token.text.clear();
        if piece.form == Form::Number {
            self.token.text.push_str(word);
        } else if self.rules.stems.is_none() && word.len() <= LONGEST_WORD && word.is_ascii() {
            // Nothing to look up.
            self.token.text.push_str(word);
            self.token.text.make_ascii_lowercase();
        } else if self.shouts && self.kind == Kind::Stemmed && piece.form != Form::Abbreviation {
            self.token.text.push_str(self.stems.term(&word.to_lowercase(), self.rules.stems));
        } else {
            self.token.text.push_str(self.stems.term(word, self.rules.stems));
        }
        self.token.offset_from = self.before + piece.start;
        self.token.offset_to = self.before + piece.end;
        !self.token.text.is_empty()
    }
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        while let Some(piece) = self.pieces.next() {
            if piece.form != Form::Joined {
                // Dropped words leave their places empty: nearness is counted in words of the text.
                self.token.position = self.token.position.wrapping_add(1);
            } else if !self.joins {
                continue;
            }
            if !self.is_passed_over(piece) && self.take(piece) {
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
