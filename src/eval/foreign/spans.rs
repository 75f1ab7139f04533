//! Citations that stand beside a text as spans, as OpenAI's interfaces give them: made into numbers within it.

use serde_json::Value;

use super::answer::Context;

type Named = (Context, Vec<String>);

/// The text of an answer with a number wherever an annotation cites a context.
pub fn marked(
    name: &str,
    answer: &Value,
    annotations: Option<&Value>,
    contexts: &[Named],
) -> Result<String, String> {
    let parts = parts(answer, annotations);
    if parts.is_empty() {
        return Err(format!("`{name}` holds no text"));
    }
    let texts = parts.into_iter().map(|(text, annotations)| numbered(text, annotations, contexts));
    Ok(texts.collect::<Result<Vec<_>, _>>()?.join("\n\n"))
}

/// The texts of an answer, each with its annotations, however deep they are in messages and their parts.
fn parts<'a>(answer: &'a Value, annotations: Option<&'a Value>) -> Vec<(&'a str, &'a [Value])> {
    let listed = |value: Option<&'a Value>| value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    match answer {
        Value::String(text) => vec![(text.as_str(), listed(annotations))],
        Value::Array(all) => all.iter().flat_map(|one| parts(one, None)).collect(),
        Value::Object(object) => {
            let inner = ["text", "content", "message"].iter().find_map(|name| object.get(*name));
            inner.map(|inner| parts(inner, object.get("annotations"))).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn numbered(text: &str, annotations: &[Value], contexts: &[Named]) -> Result<String, String> {
    // From the last one on, so that places before it stay what they are.
    let mut places = annotations.iter().map(|a| place(a, text, contexts)).collect::<Result<Vec<_>, _>>()?;
    places.sort_by_key(|(_, end, _)| std::cmp::Reverse(*end));
    let mut marked = text.to_owned();
    for (start, end, number) in places {
        let own = marked.get(start..end).unwrap_or_default();
        // Some spans are the citation itself, others the words that it is for.
        let is_mark = own.contains("](") || own.contains('【');
        let from = if is_mark { start } else { end };
        if marked.get(from..end).is_some() {
            marked.replace_range(from..end, &format!(" [{number}]"));
        }
    }
    Ok(marked)
}

/// The bytes of an annotation and the number of the context that it cites.
fn place(annotation: &Value, text: &str, contexts: &[Named]) -> Result<(usize, usize, usize), String> {
    let inner = ["url_citation", "file_citation"].iter().find_map(|name| annotation.get(*name));
    let of = |name: &str| inner.and_then(|inner| inner.get(name)).or_else(|| annotation.get(name));
    let index = |name: &str| of(name).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
    let end = index("end_index").or_else(|| index("index"));
    let end = end.ok_or("an annotation has neither `end_index` nor `index`")?;
    let start = index("start_index").unwrap_or(end);
    let called = ["url", "file_id", "filename"].iter().find_map(|name| of(name)?.as_str());
    let called = called.ok_or("an annotation names neither `url` nor `file_id`")?;
    let known = contexts.iter().position(|(_, names)| names.iter().any(|name| name == called));
    let number =
        known.ok_or_else(|| format!("an annotation cites {called}, which no context is called"))? + 1;
    // Places are counted in characters.
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    Ok((byte(start.min(end)), byte(end), number))
}
