//! Web pages, mutated: whatever is read off one keeps the promises of [`Extracted`].

use jiff::{SignedDuration, Timestamp};

use super::{base, fuzz, seeds};
use crate::crawl::extract::{Extracted, clean, extract};

const ARTICLE: &str = "<!DOCTYPE html><html lang=en><head><title>Ferry late | Harbour Post</title>
<meta property=og:title content='Ferry &amp;amp; bus late'><meta property=article:published_time content=2026-01-22T09:30:00+02:00>
<meta name=author content='Mara Lind and Jo Park'><link rel=canonical href=/world/ferry><base href='//news.example/'>
<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"Ferry late\",\"author\":[{\"@id\":\"#a\"}],
\"datePublished\":\"2026-01-22T23:30:0Z\",\"isAccessibleForFree\":\"False\",\"articleBody\":\"It was &lt;p&gt; late.\"},{\"@id\":\"#a\",\"name\":\"Ann Lee\"}]}</script></head>
<body class=news><div><h1>Ferry late</h1><p class=intro>Passengers of the ferry to Marsh wait for the third day.</p><time datetime=2026-01-22>22.01.26</time>
<article itemprop=articleBody><p>The ferry was late again on Friday, the harbour office of Calder said, and nobody knew why it was.</p>
<p>The next one leaves at noon, if it does, said the mayor, who was at the pier with two hundred others.</p><blockquote>Wait</blockquote>
<p>(Northgate Wire) - Nobody could say <a href=x>when the strike</a> would end, or who would then pay for it all.</p><ul><li>One</ul></article></div>";
const TABLES: &str = "<table><tr><td>A<td>B<table><b id=1><i a=2><p>x<font c=d></table><select><option>y<svg><p>z</svg>
<form><div hidden style='display:none'>h</div><a href=1>q<a href=2>r</a><template><p>t</template><frameset><plaintext>";
const LIST: &str = "<div class=teaser><h2><a href=/2026/01/22/a>A bridge is shut</a></h2><p>Teaser of it, long enough to read
as a paragraph by itself, and then some.</p></div><div class=teaser><br><br>Loose words without a tag<br><br>More of these</div>";

#[test]
fn web_pages() {
    let many = TABLES.repeat(20) + &"<div>".repeat(300) + ARTICLE;
    let seeds = seeds(&[ARTICLE, TABLES, LIST, &many]);
    let words: &[&[u8]] = &[
        b"<p>", b"</p>", b"<div>", b"</div>", b"<article>", b"<table>", b"<tr>", b"<b x=1>", b"<i y=2>",
        b"<a href=1>", b"<script>", b"</script>", b"<!--", b"-->", b"<![CDATA[", b"<svg>", b"<math>",
        b"<template>", b"<select>", b"<h1>", b"<time>", b"22 January 2026", b"99999999999", b"\"@type\":",
        b"[[[[", b"{", b"\\u0000", b"&#x0;", b"&#1114112;", b"\xE2\x80\x8B", b"\xCC\x81",
        b"\xF0\x9F\x9A\xA2", b"=", b" class=comment", b" hidden", b" style=display:none", b"<br>", b"<li>",
        b"<title>", b"<body>", b"<frameset>", b"<plaintext>",
    ];
    fuzz("pages", &seeds, words, |input| {
        let page = String::from_utf8_lossy(input);
        let now: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
        if let Ok(found) = extract(&page, Some(&base()), now) {
            keeps_its_promises(&found, now);
        }
    });
}

fn keeps_its_promises(found: &Extracted, now: Timestamp) {
    assert!(!found.text.is_empty());
    for paragraph in found.text.split("\n\n") {
        assert_eq!(clean(paragraph), paragraph, "not clean, or empty");
        assert!(!paragraph.is_empty());
    }
    let latest = now + SignedDuration::from_hours(24);
    assert!(found.published.is_none_or(|published| published.instant() <= latest));
    let (published, modified) = (found.published, found.modified);
    assert!(published.zip(modified).is_none_or(|(p, m)| m.latest() >= p.instant()));
    assert!(found.authors.iter().all(|author| !author.trim().is_empty()));
    assert!(found.canonical.as_ref().is_none_or(|url| url.host() == "news.example"));
}
