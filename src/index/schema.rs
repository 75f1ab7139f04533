//! The fields of the index: the contract that `index/mapping.json` writes down for other backends.

use serde_json::{Value, json};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::analysis::{STEMMED, WORDS};

/// The layout of the index; raised when fields, analyzers or passages change their meaning.
pub const FORMAT: u64 = 2;

/// What both analyzers do.
const MARKED: &str = "read the language before U+001F and drop both";
const PIECES: &str = "split on non-alphanumeric, and: possessive 's dropped; U.S. as US; numbers without thousands separators; unspaced scripts and Hangul by overlapping pairs of letters";
const DROP_LONG: &str = "drop over 40 characters";
const ADD_JOINED: &str = "add compounds of two parts as one word at the second part's position";

/// Handles of the fields of one schema.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Where a passage stands: article, revision, first and last byte in the revision's text.
    pub article: Field,
    pub revision: Field,
    pub start: Field,
    pub end: Field,
    /// What it says.
    pub title: Field,
    pub body: Field,
    pub words: Field,
    /// What a search may be narrowed by.
    pub outlet: Field,
    pub language: Field,
    pub day: Field,
    pub visible_from: Field,
}

/// Builds the schema and its handles together, so that they cannot disagree.
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let pointer = NumericOptions::default().set_fast();
    let text = |analyzer: &str, records| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(analyzer).set_index_option(records),
        )
    };
    let fields = Fields {
        article: builder.add_i64_field("article", pointer.clone()),
        revision: builder.add_u64_field("revision", pointer.clone()),
        start: builder.add_u64_field("start", pointer.clone()),
        end: builder.add_u64_field("end", pointer),
        title: builder.add_text_field("title", text(STEMMED, IndexRecordOption::WithFreqsAndPositions)),
        body: builder.add_text_field("body", text(STEMMED, IndexRecordOption::WithFreqsAndPositions)),
        words: builder.add_text_field("words", text(WORDS, IndexRecordOption::Basic)),
        outlet: builder.add_text_field("outlet", STRING),
        language: builder.add_text_field("language", STRING),
        day: builder.add_i64_field("day", INDEXED | FAST),
        visible_from: builder.add_i64_field("visible_from", INDEXED | FAST),
    };
    (builder.build(), fields)
}

/// The field contract in a form that does not depend on the engine.
pub fn mapping() -> Value {
    let pointer = |purpose: &str| json!({ "type": "integer", "column": true, "purpose": purpose });
    let filter = |kind: &str, purpose: &str| json!({ "type": kind, "indexed": true, "purpose": purpose });
    let text = |analyzer: &str, positions: bool, purpose: &str| json!({ "type": "text", "analyzer": analyzer, "positions": positions, "stored": false, "purpose": purpose });
    json!({
        "format": FORMAT,
        "document": "one passage of one revision; never changed, never deleted",
        "analyzers": {
            STEMMED: [MARKED, PIECES, DROP_LONG, "lower case", "drop stop words (English, or the text's language where there is a list)", "Snowball stems of the text's language where there are any", "fold accents", ADD_JOINED],
            WORDS: [MARKED, PIECES, DROP_LONG, "lower case", "fold accents", ADD_JOINED],
        },
        "fields": {
            "article": pointer("the store's number of the article"),
            "revision": pointer("the revision, counted from 1"),
            "start": pointer("first byte of the passage in the revision's text"),
            "end": pointer("byte after the passage's last"),
            "title": text(STEMMED, true, "the article's title, carried by each of its passages"),
            "body": text(STEMMED, true, "the passage"),
            "words": text(WORDS, false, "title and passage, unstemmed: the vocabulary that misspelt words are corrected against"),
            "outlet": filter("keyword", "lower-cased name of the outlet"),
            "language": filter("keyword", "BCP 47 primary language in lower case; und if nobody knows"),
            "day": filter("integer", "day of publication as YYYYMMDD; absent if unknown"),
            "visible_from": filter("integer", "milliseconds since 1970: the first 'as of' that may use the revision"),
        },
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The file is the contract for other backends: it must say what the code does.
    #[test]
    fn mapping_file_and_schema_agree() {
        let file: Value = serde_json::from_str(include_str!("../../index/mapping.json")).unwrap();
        assert_eq!(file, mapping(), "index/mapping.json differs; write `index::mapping()` to it");
        let (schema, _) = schema();
        let built: BTreeSet<&str> = schema.fields().map(|(_, entry)| entry.name()).collect();
        let written: BTreeSet<&str> =
            file["fields"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(built, written);
        for (_, entry) in schema.fields() {
            let field = &file["fields"][entry.name()];
            assert_eq!(
                entry.is_indexed(),
                field["type"] == "text" || field["indexed"] == true,
                "{}",
                entry.name()
            );
        }
    }
}
