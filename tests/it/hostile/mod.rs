//! Sites that are hostile or broken, each on an origin of its own and all in one refresh beside a healthy one: each
//! ends with its reason in the summary, within bounds of memory, and the healthy site is read as if they were not there.

mod cases;
mod listings;
mod server;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{Home, Ran};
use cases::{Case, Comes, WORDS, article, feed};
use server::{Answer, Site, http};

/// What a refresh of them all may take up, in KB of address space: a page of 10 MB may be read, and four copies of it
/// made, on each of two processors.
const MEMORY_KB: usize = 1_500_000;

/// A case that is being served.
struct Staged {
    case: Case,
    address: String,
    site: Site,
}

fn stage(cases: &[&[Case]]) -> Vec<Staged> {
    let all = cases.iter().flat_map(|cases| cases.iter());
    let stage = |case: &Case| {
        let site = Site::start(case.3);
        Staged { case: *case, address: format!("{}{}", site.origin, case.2), site }
    };
    all.map(stage).collect()
}

fn home(staged: &[Staged], settings: &str) -> Home {
    let home = Home::new();
    let mut config = format!("[crawl]\nmin_delay_ms = 0\nmax_links_per_source = 3\n{settings}\n");
    for Staged { case, address, .. } in staged {
        config += &format!("[[source]]\nname = '{}'\nurl = '{address}'\nkind = '{}'\n", case.0, case.1);
    }
    home.write("config.toml", config);
    home
}

/// Runs a refresh with a bound on its memory, where the system has one.
fn refresh(home: &Home) -> Ran {
    let program = home.command();
    let mut bounded = std::process::Command::new("sh");
    let bound = if cfg!(target_os = "linux") { format!("ulimit -v {MEMORY_KB};") } else { String::new() };
    bounded.args(["-c", &format!("{bound} exec \"$0\" \"$@\"")]).arg(program.get_program());
    bounded.args(["refresh", "--quiet", "--format", "json"]);
    bounded.current_dir(program.get_current_dir().unwrap()).env_clear().env("HOME", home.path(""));
    // Address space is what can be bounded; by default, it is set aside for every thread long before it is used.
    bounded.env("MALLOC_ARENA_MAX", "2").stdin(std::process::Stdio::null());
    Ran::from(bounded.output().unwrap())
}

/// What became of each source.
struct Outcomes {
    failed: BTreeMap<String, String>,
    empty: Vec<String>,
    reasons: BTreeMap<String, u64>,
    /// The texts of the articles that were stored, by address.
    texts: Vec<(String, String)>,
}

impl Outcomes {
    fn of(home: &Home, summary: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let failed = summary["failed_sources"].as_array().unwrap().iter();
        let export = home.run(["export"]).succeeded();
        let articles = export.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        Self {
            failed: failed.map(|f| (text(&f["source"]), text(&f["reason"]))).collect(),
            empty: summary["empty_sources"].as_array().unwrap().iter().map(text).collect(),
            reasons: serde_json::from_value(summary["failed"].clone()).unwrap(),
            texts: articles.map(|a| (text(&a["url"]), text(&a["text"]))).collect(),
        }
    }

    fn came(&self, staged: &Staged) -> String {
        let name = staged.case.0;
        if let Some(reason) = self.failed.get(name) {
            return format!("fails: {reason}");
        }
        if self.empty.iter().any(|empty| empty == name) {
            return "empty".to_owned();
        }
        let of_site = |address: &str| address.starts_with(&format!("{}/", staged.site.origin));
        let texts: Vec<&str> =
            self.texts.iter().filter(|(a, _)| of_site(a)).map(|(_, t)| t.as_str()).collect();
        format!("reads: {}", texts.join(" "))
    }
}

#[track_caller]
fn check(staged: &[Staged], outcomes: &Outcomes) {
    let mut wrong = Vec::new();
    for one in staged {
        let came = outcomes.came(one);
        let as_expected = match one.case.4 {
            Comes::Fails(reason) => came == format!("fails: {reason}"),
            Comes::Empty => came == "empty",
            Comes::Reads(words) => came.starts_with("reads") && came.contains(words),
            Comes::Lists(reason) => came.starts_with("reads") && outcomes.reasons.contains_key(reason),
        };
        if !as_expected {
            let came: String = came.chars().take(200).collect();
            wrong.push(format!("{}: expected {:?}, came {came}", one.case.0, one.case.4));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), staged.len(), wrong.join("\n"));
}

fn healthy(path: &str, _: &str) -> Option<Answer> {
    match path {
        "/x" => Some(http("200 OK", "application/rss+xml", feed(&["/1", "/2", "/3"]))),
        "/1" | "/2" | "/3" => Some(http("200 OK", "text/html", article())),
        _ => None,
    }
}

const HEALTHY: Case = ("a healthy site", "feed", "/x", healthy, Comes::Reads(WORDS));

#[test]
fn whatever_a_site_answers_has_a_reason() {
    let staged = stage(&[
        cases::REDIRECTS,
        cases::TRANSFERS,
        cases::STATUSES,
        cases::PAGES,
        listings::LISTINGS,
        listings::ROBOTS,
        &[HEALTHY],
    ]);
    assert!(staged.len() >= 100, "{}", staged.len());
    let home = home(&staged, "allow_private_addresses = true");
    let summary = refresh(&home).succeeded().json();
    check(&staged, &Outcomes::of(&home, &summary));
    let read = staged.last().unwrap().site.requests.lock().unwrap().len();
    assert_eq!(read, 5, "robots.txt, a feed and three articles");
}

#[test]
fn whoever_keeps_a_reader_waiting_is_left_after_a_while() {
    let staged = stage(&[listings::WAITS, &[HEALTHY]]);
    let home = home(&staged, "allow_private_addresses = true\ntimeout_seconds = 1");
    let summary = refresh(&home).succeeded().json();
    check(&staged, &Outcomes::of(&home, &summary));
}

/// Ways to write the addresses of this machine and of its network. `PORT` stands for that of a site that is there.
const HIDDEN: &[&str] = &[
    "http://127.0.0.1:PORT/x",
    "http://2130706433:PORT/x",
    "http://0x7f.1:PORT/x",
    "http://0177.0.0.1:PORT/x",
    "http://127.1:PORT/x",
    "http://0:PORT/x",
    "http://127\u{3002}0\u{3002}0\u{3002}1:PORT/x",
    "http://\u{ff11}\u{ff12}\u{ff17}.0.0.1:PORT/x",
    "http://localhost:PORT/x",
    "http://[::1]:PORT/x",
    "http://[::ffff:127.0.0.1]:PORT/x",
    "http://[::ffff:7f00:1]:PORT/x?1",
    "http://[64:ff9b::127.0.0.1]:PORT/x",
    "http://news.example@127.0.0.1:PORT/x?2",
    "http://news.example:secret@127.0.0.1:PORT/x?3",
    "http://10.0.0.1/x",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.168.1.1/x",
    "http://[fe80::1]/x",
    "http://[fd00::1]/x",
    "https://127.0.0.1:PORT/x",
];

#[test]
fn no_spelling_of_a_private_address_is_asked() {
    let site = Site::start(healthy);
    for address in HIDDEN {
        let address = address.replace("PORT", site.port());
        let home = Home::new();
        home.write("config.toml", "[crawl]\nmin_delay_ms = 0\n");
        let ran = home.run(["refresh", "--source", &address, "--format", "json"]).ended(2);
        assert_eq!(ran.json()["failed_sources"][0]["reason"], "private address", "{ran:?}");
    }
    assert!(site.requests.lock().unwrap().is_empty());
}

#[test]
fn an_odd_address_is_an_address_where_it_is_allowed() {
    let site = Site::start(healthy);
    let v6 = Site::start_v6(healthy);
    let allowed = [&HIDDEN[..8], &HIDDEN[13..15]].concat();
    let mut addresses: Vec<String> = allowed.iter().map(|a| a.replace("PORT", site.port())).collect();
    addresses.extend(v6.map(|site| format!("{}/x", site.origin)));
    for address in addresses {
        let home = Home::new();
        home.write("config.toml", "[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n");
        let ran = home.run(["refresh", "--source", &address, "--format", "json"]).succeeded();
        assert_eq!(ran.json()["new"], 3, "{address}: {ran:?}");
    }
    let requests = site.requests.lock().unwrap().join("\n").to_ascii_lowercase();
    assert!(!requests.contains("authorization") && !requests.contains("secret"), "{requests}");
}

#[test]
fn a_name_that_cannot_be_found_and_a_port_where_nobody_is() {
    let home = Home::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let site = Site::start(healthy);
    // A label of 64 characters is none (RFC 1035, section 2.3.4): it is refused without asking anybody.
    let name = "x".repeat(64);
    let secure = site.origin.replace("http:", "https:");
    let addresses = [format!("http://{name}.example/x"), format!("http://{free}/x"), format!("{secure}/x")];
    let mut config = "[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n".to_owned();
    for address in &addresses {
        config += &format!("[[source]]\nurl = '{address}'\n");
    }
    home.write("config.toml", config);
    let summary = refresh(&home).ended(2).json();
    let failed = summary["failed_sources"].as_array().unwrap();
    let mut reasons: Vec<&str> = failed.iter().map(|f| f["reason"].as_str().unwrap()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["connect", "dns", "tls"]);
}
