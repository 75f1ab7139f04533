//! The one place where text of articles goes into a prompt: between marks that it cannot close.

use super::super::compose::plain_text;
use super::super::evidence::{Evidence, SentenceId};

/// Marks the lines between which everything is quoted material.
pub const FENCE: &str = "=====";
/// The longest name of an outlet that is shown (characters): a publisher's metadata is a place for words too.
const LONGEST_OUTLET: usize = 60;

/// The only way for article text into a prompt: one line a sentence, below a line for its article, between fences
/// that it cannot close.
pub fn fenced(evidence: &Evidence, sentences: &[SentenceId]) -> String {
    let mut block = format!("{FENCE} QUOTED SENTENCES {FENCE}\n");
    let mut shown_source = None;
    for id in sentences {
        let Some((sentence, source)) = evidence.sentence(*id).zip(evidence.source_of(*id)) else { continue };
        if shown_source != Some(sentence.source) {
            shown_source = Some(sentence.source);
            let article = source.revision.article();
            let date = article.published.map_or("undated".to_owned(), |p| p.date().to_string());
            let outlet: String = one_line(&article.outlet).chars().take(LONGEST_OUTLET).collect();
            block.push_str(&format!("-- {outlet}, {date}\n"));
        }
        block.push_str(&format!("{id}: {}\n", one_line(&plain_text(evidence, *id))));
    }
    block.push_str(&format!("{FENCE} END OF QUOTED SENTENCES {FENCE}"));
    block
}

/// Text of a source between fences that it cannot close, a line a line.
pub fn fenced_text(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(one_line).collect();
    format!("{FENCE} QUOTED TEXT {FENCE}\n{}\n{FENCE} END OF QUOTED TEXT {FENCE}", lines.join("\n"))
}

/// Without line breaks, characters that cannot be seen, or runs that could pass for a fence, a hole or the marks
/// with which servers separate the turns of a chat.
pub fn one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let plain: String =
        visible.chars().map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c }).collect();
    curly(&plain)
        .replace("==", "= ")
        .replace("{{", "{ {")
        .replace('<', "< ")
        .replace("INST]", "INST ]")
        .replace("```", "'''")
}

/// With curly quotation marks: models copy what they see, and a straight one ends the string in their JSON.
fn curly(text: &str) -> String {
    if !text.matches('"').count().is_multiple_of(2) {
        return text.replace('"', "'");
    }
    let mut opens = false;
    let turned = text.chars().map(|c| match c {
        '"' => {
            opens = !opens;
            if opens { '“' } else { '”' }
        }
        c => c,
    });
    turned.collect()
}

/// Format characters (Unicode, general category Cf) that can hide words from a reader or show them in another
/// order, among them the tags, in which whole sentences can be hidden.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Claims of a report between fences that they cannot close, each with its number.
pub fn fenced_claims(claims: &[&str]) -> String {
    let lines: Vec<String> =
        claims.iter().enumerate().map(|(at, claim)| format!("K{}: {}", at + 1, one_line(claim))).collect();
    format!("{FENCE} QUOTED CLAIMS {FENCE}\n{}\n{FENCE} END OF QUOTED CLAIMS {FENCE}", lines.join("\n"))
}
