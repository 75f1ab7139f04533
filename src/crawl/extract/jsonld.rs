//! What a page says about itself in JSON-LD (schema.org vocabulary), as written by newsrooms: with comments
//! around it, trailing commas in it, and the article anywhere in a graph.

use serde_json::{Map, Value};

use super::page::Page;

/// Bytes of one JSON-LD script that are read.
const MAX_SCRIPT_BYTES: usize = 2 * 1024 * 1024;
/// Depth to which nodes are looked for within nodes.
const MAX_NESTING: usize = 4;

/// All nodes of a page's JSON-LD, and which of them is the article.
#[derive(Default)]
pub struct JsonLd {
    nodes: Vec<Map<String, Value>>,
    article: Option<usize>,
}

impl JsonLd {
    /// Reads the scripts of a page. `title` is the page's own heading: of several articles described, the one
    /// with that headline is meant.
    pub fn read(page: &Page, title: Option<&str>) -> Self {
        let mut nodes = Vec::new();
        for script in page.select("script[type]") {
            let kind = script.attr("type").unwrap_or_default().to_ascii_lowercase();
            if kind.starts_with("application/ld+json") {
                let text: String = script.text().collect();
                parse(&text).into_iter().for_each(|value| collect(value, 0, &mut nodes));
            }
        }
        let article = choose_article(&nodes, title);
        Self { nodes, article }
    }

    /// A property of the article.
    pub fn property(&self, name: &str) -> Option<&Value> {
        self.article.and_then(|index| self.nodes.get(index))?.get(name).filter(|v| !v.is_null())
    }

    /// A property of the article as text.
    pub fn text(&self, name: &str) -> Option<String> {
        first_text(self.property(name)?)
    }

    /// A property of the page that the article stands on, as text.
    pub fn page_text(&self, name: &str) -> Option<String> {
        let is_page = |node: &&Map<String, Value>| {
            let types = node.get("@type").map(types_of).unwrap_or_default();
            types.iter().any(|t| matches!(*t, "WebPage" | "ItemPage" | "AboutPage"))
        };
        self.nodes.iter().filter(is_page).find_map(|node| node.get(name).and_then(first_text))
    }

    /// The names of what a property of the article points to: people or organisations. References by `@id` are
    /// followed. Each comes with its type, such as `Person`, if it states one.
    pub fn names(&self, property: &str) -> Vec<(String, String)> {
        let mut names = Vec::new();
        if let Some(value) = self.property(property) {
            self.collect_names(value, &mut names);
        }
        names
    }

    /// Whether the article is of one of these types.
    pub fn is_a(&self, types: &[&str]) -> bool {
        let stated = self.property("@type").map(types_of).unwrap_or_default();
        stated.iter().any(|stated| types.contains(stated))
    }

    fn collect_names(&self, value: &Value, names: &mut Vec<(String, String)>) {
        match value {
            Value::String(name) => names.push((String::new(), name.clone())),
            Value::Array(values) => values.iter().for_each(|value| match value {
                Value::Array(_) => {}
                value => self.collect_names(value, names),
            }),
            Value::Object(node) => {
                let node = self.resolve(node);
                let kind =
                    node.get("@type").map(types_of).and_then(|t| t.first().copied()).unwrap_or_default();
                // `name` may itself hold several.
                match node.get("name") {
                    Some(Value::Array(all)) => {
                        let all = all.iter().filter_map(Value::as_str);
                        names.extend(all.map(|name| (kind.to_owned(), name.to_owned())));
                    }
                    Some(Value::String(name)) => names.push((kind.to_owned(), name.clone())),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The node that a bare reference means.
    fn resolve<'a>(&'a self, node: &'a Map<String, Value>) -> &'a Map<String, Value> {
        match node.get("@id") {
            Some(id) if !node.contains_key("name") => {
                let named = self.nodes.iter().find(|n| n.get("@id") == Some(id) && n.contains_key("name"));
                named.unwrap_or(node)
            }
            _ => node,
        }
    }
}

/// The schema.org types that are articles, most specific first in no particular order.
fn is_article_type(name: &str) -> bool {
    name.ends_with("Article") || matches!(name, "BlogPosting" | "LiveBlogPosting" | "Report" | "Reportage")
}

/// The article whose headline is the page's title; else the first with a headline; else the first.
fn choose_article(nodes: &[Map<String, Value>], title: Option<&str>) -> Option<usize> {
    let headline =
        |node: &Map<String, Value>| node.get("headline").or_else(|| node.get("name")).and_then(first_text);
    let articles = || {
        let typed = nodes.iter().enumerate();
        typed.filter(|(_, n)| {
            n.get("@type").map(types_of).unwrap_or_default().into_iter().any(is_article_type)
        })
    };
    let same = |node: &Map<String, Value>| {
        let (Some(headline), Some(title)) = (headline(node), title) else { return false };
        let (headline, title) = (headline.to_lowercase(), title.to_lowercase());
        headline.starts_with(&title) || title.starts_with(&headline)
    };
    let found = articles().find(|(_, n)| same(n)).or_else(|| articles().find(|(_, n)| headline(n).is_some()));
    found.or_else(|| articles().next()).map(|(index, _)| index)
}

/// `NewsArticle`, without the vocabulary's address before it.
fn types_of(value: &Value) -> Vec<&str> {
    let short = |name: &str| name.rfind(['/', '#', ':']).map_or(0, |at| at + 1);
    let all = match value {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::String(name) => vec![name.as_str()],
        _ => Vec::new(),
    };
    all.into_iter().filter_map(|name| name.get(short(name)..)).collect()
}

/// The text of a value that may be a list or an object with a value.
pub fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().filter(|v| !v.is_array()).find_map(first_text),
        Value::Object(node) => {
            let text = node.get("@value").or_else(|| node.get("name"))?.as_str()?.trim();
            Some(text.to_owned()).filter(|t| !t.is_empty())
        }
        _ => None,
    }
}

/// Whether a value says no: `false`, `"False"`, `"http://schema.org/False"`.
pub fn is_false(value: &Value) -> bool {
    match value {
        Value::Bool(value) => !value,
        Value::String(text) => text.to_ascii_lowercase().ends_with("false"),
        _ => false,
    }
}

/// Nodes of graphs, lists and what a page is about; not what it merely lists.
fn collect(value: Value, depth: usize, nodes: &mut Vec<Map<String, Value>>) {
    if depth > MAX_NESTING {
        return;
    }
    match value {
        Value::Array(values) => values.into_iter().for_each(|v| collect(v, depth + 1, nodes)),
        Value::Object(mut node) => {
            for within in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(value @ (Value::Array(_) | Value::Object(_))) =
                    node.get_mut(within).map(Value::take)
                {
                    collect(value, depth + 1, nodes);
                }
            }
            nodes.push(node);
        }
        _ => {}
    }
}

/// Reads JSON as it is, or else without what newsrooms' templates put around and into it.
fn parse(text: &str) -> Option<Value> {
    let text = text.get(..MAX_SCRIPT_BYTES).unwrap_or(text).trim();
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&repaired(text))).ok()
}

/// Drops comment and CDATA marks around, commas before a closing bracket, and line breaks within strings.
fn repaired(text: &str) -> String {
    // "<![CDATA[" and "]]>" have brackets of their own.
    let text = text.split_once("<![CDATA[").map_or(text, |(_, inside)| inside);
    let text = text.rsplit_once("]]>").map_or(text, |(inside, _)| inside);
    let start = text.find(['{', '[']).unwrap_or(0);
    let end = text.rfind(['}', ']']).map_or(text.len(), |at| at + 1);
    let body = text.get(start..end).unwrap_or_default();
    let (mut out, mut in_string, mut escaped) = (String::with_capacity(body.len()), false, false);
    for character in body.chars() {
        if in_string {
            out.push(if character.is_control() { ' ' } else { character });
            in_string = escaped || character != '"';
            escaped = character == '\\' && !escaped;
            continue;
        }
        if matches!(character, '}' | ']') {
            let kept = out.trim_end().trim_end_matches(',').len();
            out.truncate(kept);
        }
        in_string = character == '"';
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, headline: Option<&str>) {
        let page = Page::parse(&format!("<script type=\"application/ld+json\">{script}</script>"));
        assert_eq!(JsonLd::read(&page, Some("Port shuts")).text("headline").as_deref(), headline);
    }

    #[test]
    fn finds_the_article_however_it_is_wrapped() {
        let article = r#"{"@type":"NewsArticle","headline":"Port shuts"}"#;
        check(article, Some("Port shuts"));
        check(&format!("[{{\"@type\":\"WebSite\",\"name\":\"x\"}},{article}]"), Some("Port shuts"));
        check(&format!("{{\"@graph\":[{article}]}}"), Some("Port shuts"));
        check(&format!("{{\"@type\":\"WebPage\",\"mainEntity\":{article}}}"), Some("Port shuts"));
        check(&format!("<!-- {article} -->"), Some("Port shuts"));
        check(&format!("//<![CDATA[\n{article}\n//]]>"), Some("Port shuts"));
        check(
            r#"{"@type":["Thing","http://schema.org/ReportageNewsArticle"],"headline":"Port shuts",}"#,
            Some("Port shuts"),
        );
        check("{\"@type\":\"NewsArticle\",\"headline\":\"Port\nshuts\",}", Some("Port shuts"));
        check("{not json", None);
        check("", None);
    }

    #[test]
    fn of_several_articles_the_one_with_the_page_s_title_is_meant() {
        let other = r#"{"@type":"NewsArticle","headline":"Something else"}"#;
        check(
            &format!("[{other},{{\"@type\":\"Article\",\"headline\":\"Port shuts\"}}]"),
            Some("Port shuts"),
        );
    }

    #[test]
    fn names_are_found_by_reference() {
        let page = Page::parse(
            r##"<script type="application/ld+json">{"@graph":[{"@type":"Article","author":{"@id":"#a"}},
            {"@id":"#a","@type":"Person","name":"Mara Lind"}]}</script>"##,
        );
        let names = JsonLd::read(&page, None).names("author");
        assert_eq!(names, [("Person".to_owned(), "Mara Lind".to_owned())]);
    }
}
