//! Questions after somebody's words: "What did Melk say?", "How did the union react?". Only a sentence in which they are
//! heard answers one.

use crate::answer::hedge::speaker;
use crate::index::analysis::{Term, plain_words};

/// Whose words are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// As the question calls them.
    pub called: String,
    /// The word by which they are known, in lower case: the last name, or what they are.
    head: String,
}

/// Words between the auxiliary and the verb, at most.
const LONGEST: usize = 9;
const AUXILIARIES: &[&str] = &["did", "does", "do", "has", "have", "had", "will", "would"];
const SAYING: &[&str] = &[
    "say", "said", "tell", "told", "think", "react", "reacted", "respond", "responded", "reply", "replied",
    "comment", "argue", "explain", "describe", "feel", "believe",
];
/// What somebody says, by name.
const WORDS: &[&str] =
    &["reaction", "response", "reply", "comment", "view", "opinion", "explanation", "answer"];
/// Behind these stands where somebody belongs, not who it is.
const BELONGING: &[&str] = &["of", "from", "in", "at", "for"];
/// Verbs, beside those of saying, in which somebody is heard.
const HEARD: &[&str] = &[
    "believes", "believe", "believed", "thinks", "feels", "welcomed", "welcomes", "praised", "criticised",
    "criticized", "condemned", "called", "calls", "described", "describes", "rejected", "denied",
    "expressed", "urged", "apologised", "apologized", "refused", "declined", "reacted", "responded",
    "replied", "commented", "quoted", "thanked", "congratulated", "vowed", "promised", "tweeted", "posted",
    "regrets", "regretted", "backed", "supports", "supported", "opposes", "opposed", "defended", "blamed",
    "accused", "dismissed", "hailed", "statement",
];
/// A sentence spoken by one of these speaks for whoever was named before it.
const PRONOUNS: &[&str] = &["he", "she", "they", "it", "who"];

/// How somebody is heard in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    ByName,
    /// "He said": if the sentence before names them.
    ByPronoun,
    Not,
}

impl Voice {
    /// Whose words a question asks for, if it asks for some.
    pub fn asked(text: &str) -> Option<Self> {
        let words = plain_words(text);
        let stem = |at: usize| words.get(at).map_or("", |word| word.stem.as_str());
        let asks = |at: &usize| matches!(stem(*at), "what" | "how");
        let opens = (0..words.len()).find(asks)?;
        let by_verb = AUXILIARIES.contains(&stem(opens + 1));
        let by_name = stem(opens) == "what" && matches!(stem(opens + 1), "was" | "is" | "were" | "are");
        let list = match () {
            () if by_verb => SAYING,
            () if by_name => WORDS,
            () => return None,
        };
        let group = words.get(opens + 2..)?;
        let end = group.iter().take(LONGEST).position(|word| list.contains(&word.stem.as_str()))?;
        Self::called(text, group.get(..end)?)
    }

    fn called(text: &str, group: &[Term]) -> Option<Self> {
        let own =
            group.iter().position(|word| BELONGING.contains(&word.stem.as_str())).unwrap_or(group.len());
        let head = group.get(..own)?.last()?;
        let is_nobody = PRONOUNS.contains(&head.stem.as_str())
            || matches!(head.stem.as_str(), "the" | "people" | "you" | "we");
        let (first, last) = (group.first()?, group.last()?);
        let called =
            text.get(first.range.start()..last.range.end())?.trim_end_matches("'s").trim_end_matches("’s");
        let head = head.stem.trim_end_matches("'s").trim_end_matches("’s");
        (!is_nobody).then(|| Self { called: called.to_owned(), head: head.to_owned() })
    }

    /// They are called by a name, or by whose they are: "experts" may be called many things.
    pub fn is_certain(&self) -> bool {
        self.called.contains(char::is_uppercase)
    }

    /// Whether a sentence names them.
    pub fn is_named_in(&self, sentence: &str) -> bool {
        plain_words(sentence).iter().any(|word| self.is(word))
    }

    /// How they are heard in a sentence.
    pub fn heard_in(&self, sentence: &str) -> Heard {
        let words = plain_words(sentence);
        let speaker = speaker(sentence);
        let says = speaker.is_some() || words.iter().any(|word| HEARD.contains(&word.stem.as_str()));
        match () {
            () if says && words.iter().any(|word| self.is(word)) => Heard::ByName,
            () if speaker.is_some_and(|speaker| PRONOUNS.contains(&speaker.key.as_str())) => Heard::ByPronoun,
            () => Heard::Not,
        }
    }

    fn is(&self, word: &Term) -> bool {
        let bare = word.stem.trim_end_matches("'s").trim_end_matches("’s");
        bare == self.head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_words_are_asked_for() {
        let called = |text: &str| Voice::asked(text).map(|voice| voice.called);
        assert_eq!(called("What did Dragan Melk say about the toll?").as_deref(), Some("Dragan Melk"));
        assert_eq!(called("How did the mayor of Calder react?").as_deref(), Some("the mayor of Calder"));
        assert_eq!(called("What was Ada Lind's reaction?").as_deref(), Some("Ada Lind"));
        assert_eq!(called("What does Brisk think of the sequel?").as_deref(), Some("Brisk"));
        assert_eq!(called("What did he say?"), None);
        assert_eq!(called("What did the ferry carry?"), None);
        assert_eq!(called("How many did the mayor say were hurt?"), None);
    }

    #[test]
    fn who_is_heard() {
        let check = |question: &str, sentence: &str, expected| {
            assert_eq!(Voice::asked(question).unwrap().heard_in(sentence), expected, "{sentence}");
        };
        check("What did Dragan Melk say?", "Melk said that the toll stays.", Heard::ByName);
        check("What did Dragan Melk say?", "He said that the toll stays.", Heard::ByPronoun);
        check("What did Dragan Melk say?", "The strait was closed by Melk in May.", Heard::Not);
        check(
            "What did Calder's harbour master say?",
            "“We wait,” said harbour master Ada Lind.",
            Heard::ByName,
        );
        check("What did Calder's harbour master say?", "“We wait,” said Ada Lind.", Heard::Not);
        check("How did the union react?", "The union condemned the order.", Heard::ByName);
    }
}
