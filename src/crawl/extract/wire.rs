//! The news agency that an article is credited to. Copies of one agency's report are one witness, so a credit
//! that is missed makes a report look better supported than it is.

use super::jsonld::JsonLd;
use super::metadata::stated_name;
use super::page::Page;
use super::text::clean;

/// How agencies are credited, and the name each is given here.
const AGENCIES: &[(&str, &str)] = &[
    ("associated press", "Associated Press"),
    ("the associated press", "Associated Press"),
    ("ap", "Associated Press"),
    ("ap news", "Associated Press"),
    ("reuters", "Reuters"),
    ("thomson reuters", "Reuters"),
    ("afp", "AFP"),
    ("agence france-presse", "AFP"),
    ("agence france presse", "AFP"),
    ("dpa", "dpa"),
    ("deutsche presse-agentur", "dpa"),
    ("efe", "EFE"),
    ("agencia efe", "EFE"),
    ("ansa", "ANSA"),
    ("xinhua", "Xinhua"),
    ("xinhua news agency", "Xinhua"),
    ("tass", "TASS"),
    ("itar-tass", "TASS"),
    ("ria novosti", "RIA Novosti"),
    ("interfax", "Interfax"),
    ("pa media", "PA Media"),
    ("press association", "PA Media"),
    ("pa", "PA Media"),
    ("upi", "UPI"),
    ("united press international", "UPI"),
    ("bloomberg", "Bloomberg"),
    ("bloomberg news", "Bloomberg"),
    ("kyodo", "Kyodo News"),
    ("kyodo news", "Kyodo News"),
    ("yonhap", "Yonhap"),
    ("canadian press", "The Canadian Press"),
    ("the canadian press", "The Canadian Press"),
    ("pti", "PTI"),
    ("press trust of india", "PTI"),
    ("ani", "ANI"),
    ("ians", "IANS"),
    ("apa", "APA"),
    ("sda", "Keystone-SDA"),
    ("keystone-sda", "Keystone-SDA"),
    ("ntb", "NTB"),
    ("tt", "TT"),
    ("ritzau", "Ritzau"),
    ("stt", "STT"),
    ("anp", "ANP"),
    ("belga", "Belga"),
    ("lusa", "Lusa"),
    ("pap", "PAP"),
    ("čtk", "ČTK"),
    ("ctk", "ČTK"),
    ("mti", "MTI"),
    ("anadolu", "Anadolu"),
    ("anadolu agency", "Anadolu"),
    ("ukrinform", "Ukrinform"),
    ("aap", "AAP"),
    ("australian associated press", "AAP"),
    ("europa press", "Europa Press"),
    ("adnkronos", "Adnkronos"),
];

/// `meta` names that credit a source.
const METAS: &[&str] =
    &["author", "article:author", "byl", "source", "article:source", "dc.source", "syndication-source"];
/// Elements that hold a byline or a credit.
const BYLINES: &str = ".byline, .author, .source, [rel~=author], [itemprop=author], .credit-line";

/// Last words of a name that make it an agency's.
const AGENCY_WORDS: &[&str] = &[
    "wire", "newswire", "press agency", "news agency", "news service", "wire service", "presse-agentur",
    "presseagentur", "associated press",
];

/// The agency credited in structured data, as author, in a `meta` tag, in the byline, or in the dateline. `outlet`
/// is not an agency to itself, unless it is one of the known agencies.
pub fn wire(page: &Page, data: &JsonLd, text: &str, outlet: Option<&str>) -> Option<String> {
    let source = stated_name(data, "sourceOrganization");
    let properties =
        ["creditText", "provider"].into_iter().filter_map(|property| stated_name(data, property));
    let authors = data.names("author").into_iter().map(|(_, name)| name);
    let metas = METAS.iter().flat_map(|name| page.metas(name)).map(str::to_owned);
    let bylines = page.select(BYLINES).into_iter().take(6);
    let bylines = bylines.map(|element| clean(&element.text().collect::<String>()));
    let credits = source.clone().into_iter().chain(properties).chain(authors).chain(metas).chain(bylines);
    let foreign = |name: &String| !outlet.is_some_and(|outlet| outlet.eq_ignore_ascii_case(name));
    let mut named =
        credits.filter_map(|credit| agency(&credit)).filter(|name| known(name).is_some() || foreign(name));
    named.next().or_else(|| source.filter(foreign)).or_else(|| in_dateline(text).filter(foreign))
}

/// The agency that a credit names: one known, or a name that ends as an agency's.
fn agency(credit: &str) -> Option<String> {
    const LONGEST: usize = 80;
    if credit.chars().count() > LONGEST {
        return None;
    }
    let parts = credit
        .split([',', '/', '|', ';', '(', ')', '–', '—'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" with "));
    parts.map(without_by).find_map(|part| known(part).or_else(|| named_as_agency(part)))
}

fn without_by(part: &str) -> &str {
    let part = part.trim().trim_end_matches('.');
    let Some((head, tail)) = part.split_once(' ') else { return part };
    if matches!(
        head.to_ascii_lowercase().as_str(),
        "by" | "source:" | "from" | "credit:" | "via" | "quelle:" | "fuente:" | "fonte:"
    ) {
        tail.trim()
    } else {
        part
    }
}

fn known(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    AGENCIES.iter().find(|(credited, _)| *credited == lower).map(|(_, agency)| (*agency).to_owned())
}

fn named_as_agency(name: &str) -> Option<String> {
    const MOST_WORDS: usize = 5;
    let lower = name.to_lowercase();
    let words = lower.split(' ').count();
    let ends =
        AGENCY_WORDS.iter().any(|word| lower.strip_suffix(word).is_some_and(|head| head.ends_with(' ')));
    let is_name = name.starts_with(char::is_uppercase) && (2..=MOST_WORDS).contains(&words);
    (ends && is_name).then(|| name.to_owned())
}

/// "HARBOUR CITY (Northgate Wire) — The port …", "LONDON (Reuters) - …", and a known agency in brackets at the end.
fn in_dateline(text: &str) -> Option<String> {
    const DATELINE: usize = 120;
    let start = text.get(..text.floor_char_boundary(DATELINE)).unwrap_or(text);
    let bracketed = start.split_once('(').and_then(|(place, rest)| {
        let (credit, after) = rest.split_once(')')?;
        let dashed = after.trim_start().starts_with(['-', '–', '—', '―']);
        (dashed && !place.contains(". ")).then_some((place, credit))
    });
    let last = text.rsplit("\n\n").next().unwrap_or_default().trim().trim_end_matches('.');
    let ending = last.strip_suffix(')').and_then(|last| last.rsplit_once('(')).map(|(_, credit)| credit);
    let credited = bracketed.and_then(|(place, credit)| agency(credit).or_else(|| unknown(place, credit)));
    credited.or_else(|| ending.and_then(agency))
}

/// After a place in capitals, a name in brackets is an agency's or a station's even if it is not known.
fn unknown(place: &str, credit: &str) -> Option<String> {
    const MOST_WORDS: usize = 4;
    let in_capitals = place.chars().take_while(|c| c.is_uppercase()).count() > 1;
    let is_name = credit.split(' ').count() <= MOST_WORDS
        && credit.split(' ').all(|word| word.starts_with(char::is_uppercase))
        && !credit.chars().any(|c| c.is_ascii_digit());
    (in_capitals && is_name).then(|| credit.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, text: &str, expected: Option<&str>) {
        let page = Page::parse(html);
        let data = JsonLd::read(&page, None);
        assert_eq!(wire(&page, &data, text, None).as_deref(), expected);
    }

    fn article(property: &str) -> String {
        format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle",{property}}}</script>"#)
    }

    #[test]
    fn credited_in_data() {
        check(&article(r#""creditText":"Northgate Wire""#), "", Some("Northgate Wire"));
        check(
            &article(r#""sourceOrganization":{"@type":"Organization","name":"The Associated Press"}"#),
            "",
            Some("Associated Press"),
        );
        check(&article(r#""author":[{"name":"Mara Lind"},{"name":"AFP"}]"#), "", Some("AFP"));
        check(&article(r#""creditText":"Photo by Mara Lind""#), "", None);
    }

    #[test]
    fn credited_in_bylines_and_datelines() {
        check("<p class=byline>By Mara Lind, Reuters</p>", "", Some("Reuters"));
        check("", "HARBOUR CITY (Northgate Wire) — The port is shut.", Some("Northgate Wire"));
        check("", "LONDON, Jan 22 (Reuters) - Oil rose.", Some("Reuters"));
        check("", "The port is shut.\n\nNobody knows for how long. (dpa)", Some("dpa"));
        check("", "PORT EMBER (Coastal Press) — The port is shut.", Some("Coastal Press"));
        check("", "The port (of Northgate) is shut - for now.", None);
        check("", "Reuters reported that the port is shut.", None);
    }
}
