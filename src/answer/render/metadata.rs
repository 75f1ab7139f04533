//! What a page says of itself to those who link to it: schema.org as JSON-LD, and Open Graph.

use serde_json::{Value, json};

use super::super::report::{Report, SectionKind, SourceNote};
use super::field::{clean, label, link};
use super::html::escaped;

/// Characters of a description.
const LONGEST: usize = 200;

/// The elements for the head: description, Open Graph and JSON-LD. The report is an article that cites articles; it gives no
/// rating of any of them.
pub(super) fn metadata(report: &Report) -> String {
    let (title, about) = (label(&report.question), description(report));
    let property =
        |name: &str, content: &str| format!("<meta property=\"{name}\" content=\"{}\">\n", escaped(content));
    let described = escaped(&about);
    [
        format!("<meta name=\"description\" content=\"{described}\">\n"),
        property("og:type", "article"),
        property("og:title", &title),
        property("og:description", &about),
        property("article:published_time", &label(&report.checked_on)),
        format!(
            "<script type=\"application/ld+json\">{}</script>\n",
            in_script(&article(report, &title, &about))
        ),
    ]
    .concat()
}

fn description(report: &Report) -> String {
    let summary = report.sections.iter().find(|section| section.kind == SectionKind::ExecutiveSummary);
    let claims = summary.into_iter().flat_map(|section| &section.claims).map(|claim| claim.text.as_str());
    let gaps = summary.into_iter().flat_map(|section| &section.gaps).map(|gap| gap.text.as_str());
    let said = clean(&gaps.chain(claims).collect::<Vec<_>>().join(" "));
    match said.char_indices().nth(LONGEST) {
        Some((end, _)) => {
            let cut = said.get(..end).unwrap_or_default();
            format!("{}…", cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole))
        }
        None => said,
    }
}

fn article(report: &Report, title: &str, about: &str) -> Value {
    let program = json!({
        "@type": "SoftwareApplication",
        "name": "Caveat",
        "softwareVersion": report.provenance.caveat,
        "applicationCategory": "ReferenceApplication",
    });
    json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "description": about,
        "inLanguage": "en",
        "datePublished": label(&report.checked_on),
        "creditText": clean(report.disclaimer),
        "creator": program,
        "citation": report.sources.iter().map(cited).collect::<Vec<_>>(),
    })
}

fn cited(source: &SourceNote) -> Value {
    let kind = match source.kind.as_ref() {
        "opinion" => "OpinionNewsArticle",
        "press_release" => "Article",
        "live" => "LiveBlogPosting",
        _ => "NewsArticle",
    };
    let mut cited = json!({
        "@type": kind,
        "headline": label(&source.title),
        "publisher": { "@type": "Organization", "name": label(&source.outlet) },
    });
    let authors: Vec<Value> =
        source.authors.iter().map(|name| json!({ "@type": "Person", "name": label(name) })).collect();
    let more = [
        ("url", link(&source.url).map(Value::from)),
        ("datePublished", source.published.as_deref().map(|day| label(day).into())),
        ("author", (!authors.is_empty()).then(|| authors.into())),
    ];
    if let Some(fields) = cited.as_object_mut() {
        fields.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    cited
}

/// JSON as it may stand in a script element: nothing in it ends the element or opens a comment (HTML, 4.12.1.3).
fn in_script(json: &Value) -> String {
    let mut written = String::new();
    for c in json.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                written.push_str(&format!("\\u{:04x}", u32::from(c)))
            }
            _ => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn data(page: &str) -> Value {
        let block = page.split("<script type=\"application/ld+json\">").nth(1).unwrap();
        serde_json::from_str(block.split("</script>").next().unwrap()).unwrap()
    }

    #[test]
    fn an_article_with_what_it_cites_and_no_rating() {
        let said = metadata(&fixture::report());
        let data = data(&said);
        assert_eq!((&data["@type"], &data["datePublished"]), (&json!("Article"), &json!("2026-11-24")));
        assert_eq!(data["citation"].as_array().unwrap().len(), 3);
        assert_eq!(data["citation"][0]["url"], "https://times.example/port?a=1&b=2");
        assert!(!said.to_lowercase().contains("rating") && !said.contains("Review"));
        assert!(
            said.contains("<meta property=\"og:title\" content=\"Is Verhaalen backing the harbor deal\">")
        );
    }

    #[test]
    fn nothing_hostile_leaves_the_script() {
        for words in
            fixture::HOSTILE.iter().chain(&["</script><script>alert(1)</script>", "<!--<script>", "\u{2028}"])
        {
            let said = metadata(&fixture::hostile(words, 0));
            assert_eq!(said.matches("</script").count(), 1, "{said}");
            assert_eq!((said.matches("<script").count(), said.matches("<!--").count()), (1, 0), "{said}");
            assert_eq!(data(&said)["headline"], label(words));
        }
    }
}
