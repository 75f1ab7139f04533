//! Misspelling questions on purpose, the same way in every run.

use crate::news::TextRange;

/// English words of four letters or more that say little by themselves: a slip in one of them hurts nobody.
#[rustfmt::skip]
const FUNCTION_WORDS: &[&str] = &[
    "about", "above", "after", "again", "against", "also", "among", "another", "because", "been", "before",
    "being", "below", "between", "both", "could", "does", "doing", "done", "down", "during", "each", "either",
    "ever", "every", "from", "further", "have", "having", "here", "hers", "herself", "himself", "into", "itself",
    "just", "many", "might", "more", "most", "much", "must", "myself", "neither", "never", "none", "once", "only",
    "other", "ours", "ourselves", "over", "same", "shall", "should", "some", "such", "than", "that", "their",
    "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "though", "through",
    "under", "until", "upon", "very", "were", "what", "when", "where", "whether", "which", "while", "whom",
    "whose", "will", "with", "within", "without", "would", "your", "yours", "yourself", "yourselves",
];
/// Shorter words are seldom misspelt, and often another word with one letter changed.
const SHORTEST: usize = 4;

/// SplitMix64 (Steele, Lea and Flood 2014): a few lines that give the same numbers for ever, which no library
/// promises.
pub struct Random(u64);

impl Random {
    /// The numbers of a seed, for one name: what else is drawn, and in which order, makes no difference to them.
    pub fn new(seed: u64, name: &str) -> Self {
        // FNV-1a, to spread the names.
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), mix))
    }

    /// A number below `bound`; 0 if there is none. The bias of the remainder does not matter for small bounds.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}

/// The text with one random edit (a letter put in, left out or replaced, or two neighbours swapped) in each of
/// `words` of its content words, or in all if it has fewer. The result depends on text, `seed` and `name` alone.
pub fn misspell(text: &str, words: usize, seed: u64, name: &str) -> String {
    let mut random = Random::new(seed, name);
    let mut content = content_words(text);
    while content.len() > words {
        content.remove(random.below(content.len()));
    }
    let mut misspelt = text.to_owned();
    // From the end, so that the places of the words before stay where they are.
    for word in content.iter().rev() {
        misspelt.replace_range(word.start()..word.end(), &edited(word.of(text), &mut random));
    }
    misspelt
}

/// Words of letters alone, long enough, that are not function words. Addresses and @names are not words.
fn content_words(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    for part in text.split_whitespace() {
        if part.contains("://") || part.contains(['@', '#', '/', '_']) {
            continue;
        }
        for word in part.split(|c: char| !c.is_alphanumeric()) {
            let is_long = word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
            if is_long && !FUNCTION_WORDS.contains(&word.to_lowercase().as_str()) {
                // Both are parts of `text`, so the difference of their places is the place of the word in it.
                let start = word.as_ptr().addr() - text.as_ptr().addr();
                found.extend(TextRange::within(text, start..start + word.len()));
            }
        }
    }
    found
}

fn edited(word: &str, random: &mut Random) -> String {
    loop {
        let mut letters: Vec<char> = word.chars().collect();
        let (edit, place) = (random.below(4), random.below(letters.len()));
        let letter = char::from(b'a' + random.below(26) as u8);
        match edit {
            0 => letters.insert(random.below(letters.len() + 1), letter),
            1 => drop(letters.remove(place)),
            2 => letters.iter_mut().skip(place).take(1).for_each(|old| *old = letter),
            _ if place + 1 < letters.len() => letters.swap(place, place + 1),
            _ => continue,
        }
        let edited: String = letters.into_iter().collect();
        if edited.to_lowercase() != word.to_lowercase() {
            return edited;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "What would the Ministers’ négotiations with https://news.example/Sorvania mean? @korvin";

    #[test]
    fn content_words_are_long_words_with_a_meaning() {
        let found: Vec<&str> = content_words(TEXT).iter().map(|word| word.of(TEXT)).collect();
        assert_eq!(found, ["Ministers", "négotiations", "mean"]);
    }

    #[test]
    fn each_chosen_word_differs_by_one_edit_and_nothing_else_does() {
        for seed in 0..200 {
            let misspelt = misspell(TEXT, 2, seed, "q1");
            let (before, after): (Vec<&str>, Vec<&str>) =
                (TEXT.split(' ').collect(), misspelt.split(' ').collect());
            assert_eq!(before.len(), after.len());
            let changed: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
            assert_eq!(changed.len(), 2, "{misspelt}");
            assert!(changed.iter().all(|(a, b)| a.chars().count().abs_diff(b.chars().count()) <= 1));
        }
    }

    #[test]
    fn the_same_seed_and_name_misspell_the_same_way() {
        assert_eq!(misspell(TEXT, 2, 1, "q1"), misspell(TEXT, 2, 1, "q1"));
        let all: std::collections::HashSet<String> =
            (0..50).map(|seed| misspell(TEXT, 2, seed, "q1")).collect();
        assert!(all.len() > 40, "{}", all.len());
        assert_ne!(misspell(TEXT, 2, 1, "q1"), misspell(TEXT, 2, 1, "q2"));
    }

    #[test]
    fn texts_without_enough_words_are_misspelt_as_far_as_they_go() {
        assert_eq!(misspell("Who is it? 2023 🚢", 2, 1, ""), "Who is it? 2023 🚢");
        assert_ne!(misspell("Who sails?", 2, 1, ""), "Who sails?");
        assert_eq!(misspell(TEXT, 0, 1, ""), TEXT);
    }
}
