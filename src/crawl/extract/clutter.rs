//! Paragraphs that stand in an article without being a part of it.
//!
//! The rules look at whole paragraphs and at their beginnings or ends only, and each is limited to short
//! paragraphs, so that a sentence of the article that happens to contain such words stays.

use super::written_dates::{Order, written_day};

/// Characters of the longest paragraph that the rules on beginnings may drop.
const LONGEST: usize = 200;
/// Characters of the longest paragraph that may be a caption's credit line.
const LONGEST_CREDIT: usize = 90;
/// Words of the longest section name above an article, and of the longest line with its dates.
const LONGEST_SECTION_NAME: usize = 3;
const LONGEST_SECTION_LETTERS: usize = 30;
const LONGEST_DATE_LINE: usize = 12;

/// Links to other articles: "Read more: …". The label must stand alone or be followed by a colon or the like.
const LABELS: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "read next",
    "read",
    "see also",
    "see more",
    "more",
    "related",
    "related articles",
    "related stories",
    "related coverage",
    "related content",
    "related topics",
    "recommended",
    "more on this",
    "more on this story",
    "more from",
    "watch",
    "watch also",
    "listen",
    "you may also like",
    "you might also like",
    "don't miss",
    "up next",
    "most read",
    "most popular",
    "trending",
    "editor's picks",
    "further reading",
    "continue reading",
    "advertisement",
    "advertising",
    "sponsored",
    "story continues below advertisement",
    "article continues below",
    "share",
    "share this",
    "share this article",
    "share this story",
    "tags",
    "topics",
    "filed under",
    "comments",
    "leave a comment",
    "follow us",
    "print",
    "newsletter",
    "mehr zum thema",
    "lesen sie auch",
    "lesen sie mehr",
    "weiterlesen",
    "anzeige",
    "werbung",
    "teilen",
    "lire aussi",
    "à lire aussi",
    "lire la suite",
    "sur le même sujet",
    "publicité",
    "partager",
    "lea también",
    "lee también",
    "leer más",
    "te puede interesar",
    "publicidad",
    "compartir",
    "relacionado",
    "relacionadas",
    "leggi anche",
    "leggi di più",
    "pubblicità",
    "condividi",
    "leia também",
    "leia mais",
    "saiba mais",
    "publicidade",
    "lees ook",
    "lees meer",
    "advertentie",
    "läs också",
    "läs även",
    "les også",
    "læs også",
    "lue myös",
    "читайте также",
    "читать далее",
    "реклама",
    "auch interessant",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "das thema könnte dich auch interessieren",
    "das könnte ihnen auch gefallen",
    "weitere themen",
    "weitere artikel",
    "weitere aktuelle themen",
    "ähnliche artikel",
    "ähnliche beiträge",
    "neueste artikel",
    "zum weiterlesen",
    "videos zum thema",
    "beiträge aus dem forum",
    "keine kommentare",
    "kommentare schreiben",
    "kommentar schreiben",
    "kommentare",
    "schlagwörter",
    "kategorien",
    "permalink",
    "teilen mit",
    "wird geladen",
    "gefällt mir",
    "loading",
    "vous aimerez aussi",
    "à lire également",
    "articles similaires",
    "articles liés",
    "le puede interesar",
    "también te puede interesar",
    "te recomendamos",
    "artículos relacionados",
    "noticias relacionadas",
    "últimas noticias",
    "potrebbe interessarti",
    "potrebbe interessarti anche",
    "articoli correlati",
    "veja também",
    "leia mais sobre",
    "gerelateerde artikelen",
    "recommended for you",
    "recommended reading",
    "related posts",
    "similar posts",
    "latest news",
    "latest articles",
    "latest stories",
    "popular posts",
    "you might also enjoy",
    "leave a reply",
    "rate this",
    "like this",
    "czytaj także",
    "czytaj też",
    "čtěte také",
    "reklama",
];

/// Requests to the reader. The paragraph must begin with these words.
const REQUESTS: &[&str] = &[
    "sign up for",
    "sign up to",
    "sign up now",
    "sign up here",
    "subscribe to our",
    "subscribe to the",
    "subscribe now",
    "subscribe for",
    "get our newsletter",
    "get the latest",
    "follow us on",
    "like us on",
    "join us on",
    "click here",
    "tap here",
    "download our app",
    "download the app",
    "support our journalism",
    "enter your email",
    "by signing up",
    "by subscribing",
    "thank you for signing up",
    "thanks for signing up",
    "please enable javascript",
    "enable javascript",
    "this site uses cookies",
    "we use cookies",
    "share on facebook",
    "share on twitter",
    "share on x",
    "share via",
    "share this on",
    "email this",
    "all rights reserved",
    "© ",
    "copyright ©",
    "copyright 20",
    "this material may not be published",
    "follow the ",
    "never miss the latest",
    "for the latest stories",
    "for more stories like this",
    "to view the full story",
    "to read the full story",
    "to continue reading",
    "if you enjoyed reading",
    "if you liked this",
    "submit your letter",
    "this article is the copyrighted property",
    "this post contains references to products",
    "this post contains affiliate",
    "this article contains affiliate",
    "do you want to be informed",
    "want more stories like this",
    "have a story",
    "got a tip",
    "siguenos en",
    "únete a",
    "suscríbase",
    "suscribite",
    "descarga la app",
    "melden sie sich an",
    "jetzt registrieren",
    "jetzt newsletter",
    "mit unserem newsletter",
    "verpassen sie",
    "bitte teilen sie uns",
    "sie sind aktuell nicht",
    "verraten sie",
    "hier geht es zur",
    "hier geht es zum",
    "inscrivez-vous",
    "recevez",
    "téléchargez l'appli",
    "inscreva-se",
    "siga o ",
    "siga a ",
    "baixe o app",
    "abonnez-vous",
    "inscrivez-vous à",
    "suscríbete",
    "síguenos",
    "síguenos en",
    "newsletter abonnieren",
    "abonnieren sie",
    "folgen sie uns",
    "iscriviti",
    "seguici su",
    "assine",
    "siga-nos",
];

/// Beginnings of a line that credits a picture.
const CREDITS: &[&str] = &[
    "photo:", "photos:", "photo by", "photograph:", "photograph by", "photo credit", "image:", "images:",
    "image credit", "image source", "image caption", "picture:", "pictures:", "video:", "credit:",
    "illustration:", "(photo", "(image", "[photo", "foto:", "fotos:", "bild:", "crédit photo", "crédit :",
    "© getty", "getty images", "file photo",
];

/// Ends of a line that credits a picture.
const CREDIT_ENDS: &[&str] = &[
    "getty images", "getty images)", "/ap photo", "ap photo)", "/reuters)", "/afp)",
    "/afp via getty images)", "shutterstock", "shutterstock)", "istock",
];

/// The paragraphs without clutter, without repetitions of their neighbour, and without the masthead: what stands
/// before the first sentence and only says what the metadata says.
pub fn without(paragraphs: Vec<String>, title: &str) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(paragraphs.len());
    let end = end(&paragraphs);
    for paragraph in paragraphs.into_iter().take(end) {
        let repeated = kept.last() == Some(&paragraph);
        let masthead = kept.is_empty() && is_masthead(&paragraph, title);
        if !repeated && !masthead && !is_clutter(&paragraph) {
            kept.push(paragraph);
        }
    }
    kept
}

/// Where what stands behind an article begins: a label, and from it on nothing that is as long as a paragraph.
fn end(paragraphs: &[String]) -> usize {
    let tail = paragraphs.iter().rposition(|p| p.chars().count() > LONGEST).map_or(0, |last| last + 1);
    // Of a text of short paragraphs alone it cannot be told.
    let from = if tail == 0 { paragraphs.len() } else { tail };
    let label = paragraphs.iter().skip(from).position(|p| is_labelled(&p.to_lowercase().replace('’', "'")));
    label.map_or(paragraphs.len(), |at| from + at)
}

/// The title, a section's name, a date: nothing that reads as a sentence.
fn is_masthead(paragraph: &str, title: &str) -> bool {
    let words = paragraph.split_whitespace().count();
    let ends_sentence = paragraph.ends_with(['.', '!', '?', '”', '"', ':', '…', '。', '！', '？', '」']);
    // Not every script puts spaces between words: letters are counted too.
    let is_name = words <= LONGEST_SECTION_NAME && paragraph.chars().count() <= LONGEST_SECTION_LETTERS;
    let is_date = words <= LONGEST_DATE_LINE && written_day(paragraph, Order::Unknown).is_some();
    paragraph.eq_ignore_ascii_case(title) || !ends_sentence && (is_name || is_date)
}

/// Whether a whole paragraph is a label, a request to the reader, a credit line or no words at all.
fn is_clutter(paragraph: &str) -> bool {
    if !paragraph.chars().any(char::is_alphanumeric) {
        return true;
    }
    let length = paragraph.chars().count();
    if length > LONGEST {
        return false;
    }
    let lower = paragraph.to_lowercase().replace('’', "'");
    let begins = |list: &[&str]| list.iter().any(|words| lower.starts_with(words));
    let ends = |list: &[&str]| list.iter().any(|words| lower.ends_with(words));
    // "News | Sport | Weather": a menu has no sentence in it.
    let is_menu = length <= LONGEST_CREDIT
        && paragraph.contains(" | ")
        && !paragraph.ends_with(['.', '!', '?', '”', '"']);
    let is_rights = ["all rights reserved", "reproduction with", "reproduction without"]
        .iter()
        .any(|r| lower.contains(r));
    is_labelled(&lower)
        || is_menu
        || is_rights
        || begins(REQUESTS)
        || (length <= LONGEST_CREDIT && (begins(CREDITS) || (ends(CREDIT_ENDS) && !has_sentence(paragraph))))
}

/// A label alone, or followed by `:`, `|`, `>`, `…` and the title of what it leads to.
fn is_labelled(lower: &str) -> bool {
    LABELS.iter().any(|label| {
        let rest = lower.strip_prefix(label).map(str::trim_start);
        rest.is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with([':', '|', '>', '»', '…', '→', '›'])
                || rest == "..."
                || rest == "!"
        })
    })
}

/// A credit has no sentence before it.
fn has_sentence(paragraph: &str) -> bool {
    paragraph.contains(". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paragraph: &str, clutter: bool) {
        assert_eq!(is_clutter(paragraph), clutter, "{paragraph}");
    }

    #[test]
    fn drops_what_leads_away() {
        for paragraph in [
            "Read more…",
            "Related: Harbour strike enters third week",
            "READ MORE: Ferry talks stall",
            "Advertisement",
            "Lire aussi : Le port est fermé",
            "Sign up for our morning briefing",
            "Follow us on Facebook",
            "Share this article",
            "Photo: Mara Lind/Northgate Wire",
            "* * *",
            "Mehr zum Thema",
            "NORTHGATE POST News | Sport",
            "Northgate Post, Harbour Street 1. Reproduction with permission of the editors.",
        ] {
            check(paragraph, true);
        }
    }

    #[test]
    fn keeps_sentences() {
        for paragraph in [
            "Read the report before you judge it, the mayor said.",
            "More than 40 ships are waiting outside the harbour.",
            "Related industries have lost 4,000 jobs since May, according to the union.",
            "Watch the skies: the comet returns on 4 March. Astronomers expect it to be visible for three nights, and they ask people to switch off lights between ten and two to see the tail, which spans a third of the sky.",
            "Share prices fell by 3%.",
        ] {
            check(paragraph, false);
        }
    }

    #[test]
    fn what_follows_a_label_at_the_end_is_no_text() {
        let long =
            "The harbour office of Calder said on Friday that the ferry to Marsh would be late again. "
                .repeat(3);
        let texts = [long.trim(), "It may sail.", "Das könnte Sie auch interessieren!", "A bridge is shut."];
        assert_eq!(without(texts.map(String::from).into(), ""), texts[..2]);
        let texts = [long.trim(), "Related", "It may sail.", long.trim()];
        assert_eq!(without(texts.map(String::from).into(), ""), [texts[0], texts[2], texts[3]]);
    }

    #[test]
    fn the_title_and_repetitions_are_not_text() {
        let paragraphs = ["Port shuts", "The port shut.", "The port shut.", "It may open."].map(String::from);
        assert_eq!(without(paragraphs.into(), "Port Shuts"), ["The port shut.", "It may open."]);
        let masthead = [
            "Business",
            "Port shuts",
            "Published 14 January 2026, 09:30 · Updated 10:00",
            "It shut.",
            "Sport",
        ];
        assert_eq!(without(masthead.map(String::from).into(), "Port shuts"), ["It shut.", "Sport"]);
    }
}
