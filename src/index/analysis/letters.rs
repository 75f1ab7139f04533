//! What kinds of characters there are, as far as cutting text into words goes.

use unicode_normalization::char::is_combining_mark;

/// Stand inside words without being seen: soft hyphen, zero-width joiners and spaces, word joiner.
pub fn is_silent(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Marks over and under letters that are left out of terms: Latin, Greek and Cyrillic accents that have no letter of
/// their own, Hebrew points, Arabic vowels and stretching.
pub fn is_dropped(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
        || is_silent(letter)
}

/// Goes on with a word that has begun.
pub fn continues(letter: char) -> bool {
    (letter.is_alphanumeric() || is_combining_mark(letter) || is_silent(letter)) && !is_unspaced(letter)
}

pub fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// The hyphens of compound words; dashes separate.
pub fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2011}')
}

/// Spaces that keep the thousands of a number together: no-break, thin, and narrow no-break.
pub fn is_number_space(letter: char) -> bool {
    matches!(letter, '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Letters of scripts that are written without spaces between words (Han, kana, bopomofo, Thai, Lao, Myanmar, Khmer), and
/// Hangul, whose words carry their grammar with them. Ranges are blocks of Unicode 16, less their digits and punctuation.
pub fn is_unspaced(letter: char) -> bool {
    if letter < '\u{e01}' {
        return false;
    }
    matches!(letter,
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}'
        | '\u{e81}'..='\u{ecf}' | '\u{edc}'..='\u{edf}'
        | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' | '\u{109a}'..='\u{109f}'
        | '\u{a9e0}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{1780}'..='\u{17d3}' | '\u{17dc}'..='\u{17dd}'
        | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3100}'..='\u{318f}' | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}')
}
