//! A refresh that is killed at any instant is gone on with by the next one: no article is lost, doubled or half-written,
//! not even one that its feed has dropped meanwhile.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::harness::Home;

/// How many articles the feed lists at a time; each round lists others.
const LISTED: usize = 12;

const PARAGRAPHS: usize = 5;

/// Rounds when nobody asks for another number with `CAVEAT_KILL_ROUNDS`.
const ROUNDS: usize = 4;

/// A site whose feed lists the articles of one round.
struct Site {
    origin: String,
    round: Arc<Mutex<usize>>,
    /// Tells of each request before it is answered.
    asked: Receiver<()>,
}

impl Site {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (tell, asked) = channel();
        let round = Arc::new(Mutex::new(0));
        let listed = Arc::clone(&round);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let _ = serve(connection.unwrap(), *listed.lock().unwrap(), &tell);
            }
        });
        Self { origin, round, asked }
    }
}

fn serve(mut connection: TcpStream, round: usize, tell: &Sender<()>) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let _ = tell.send(());
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, kind, body) = match path.strip_prefix("/a/") {
        Some(number) => ("200 OK", "text/html", article(number)),
        None if path == "/feed" => ("200 OK", "application/rss+xml", feed(round)),
        None => ("404 Not Found", "text/plain", String::new()),
    };
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn listed(round: usize) -> impl Iterator<Item = usize> {
    round * LISTED..(round + 1) * LISTED
}

fn feed(round: usize) -> String {
    let items: String = listed(round).map(|n| format!("<item><link>/a/{n}</link></item>")).collect();
    format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
}

fn article(number: &str) -> String {
    let paragraphs: String = (0..PARAGRAPHS)
        .map(|n| format!("<p>Ferry number {number} was {n} hours late, as the harbour office of Calder said on Friday.</p>"))
        .collect();
    format!(
        "<title>Ferry {number} is late</title><article><h1>Ferry {number} is late</h1>{paragraphs}</article>"
    )
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[expect(clippy::disallowed_methods, reason = "a longer run by hand is asked for in the environment")]
pub fn rounds() -> usize {
    std::env::var("CAVEAT_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// Kills a refresh at its `moment`th sign of life: a request, or a line on standard error.
fn refresh_until(home: &Home, site: &Site, moment: usize) {
    let mut command = home.command();
    let mut running = command.arg("refresh").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (tell, signs) = channel();
    let lines = BufReader::new(running.stderr.take().unwrap()).lines();
    let by_line = std::thread::spawn(move || {
        lines.map_while(Result::ok).for_each(|_| {
            let _ = tell.send(());
        })
    });
    let mut seen = 0;
    while seen < moment && running.try_wait().unwrap().is_none() {
        seen += site.asked.try_iter().count() + signs.try_iter().count();
        std::thread::yield_now();
    }
    running.kill().unwrap();
    running.wait().unwrap();
    by_line.join().unwrap();
}

#[test]
fn a_refresh_that_is_killed_is_gone_on_with() {
    let (site, home) = (Site::start(), Home::new());
    home.write(
        "config.toml",
        format!(
            "[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n[[source]]\nurl = '{}/feed'\nkind = 'feed'\n",
            site.origin
        ),
    );
    let mut chance = Chance(20_260_122);
    let (mut promised, mut before) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..rounds() {
        *site.round.lock().unwrap() = round;
        // The lines it begins with, robots.txt once a day, the feed, the articles, and what the index has to say.
        refresh_until(&home, &site, 1 + chance.below(LISTED + 6));
        // An article is stored no earlier than the listing that led to it: then all of that is to be read.
        let stored = stored(&home, &site);
        assert!(before.is_subset(&stored), "lost in round {round}");
        let rounds = stored.iter().map(|number| number / LISTED);
        promised.extend(rounds.flat_map(listed));
        before = stored;
    }
    // The feed of the last round is read to its end, and with it all that was left.
    promised.extend(listed(rounds().saturating_sub(1)));
    home.run(["refresh"]).succeeded();
    home.run(["status", "--check"]).succeeded();
    let lost: Vec<usize> = promised.difference(&stored(&home, &site)).copied().collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let status = home.run(["status", "--format", "json"]).succeeded().json();
    assert_eq!(status["index_generation"], status["store_seq"], "{status}");
    let again = home.run(["refresh", "--format", "json"]).succeeded().json();
    assert_eq!(
        (&again["new"], &again["changed"], &again["resumed"]),
        (&0.into(), &0.into(), &0.into()),
        "{again}"
    );
}

/// The numbers of the articles that are there, each once and whole.
fn stored(home: &Home, site: &Site) -> BTreeSet<usize> {
    let export = home.run(["export"]);
    if export.code != 0 {
        export.failed(&["there are no articles yet"]);
        return BTreeSet::new();
    }
    let articles = export.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let numbers: Vec<usize> = articles
        .map(|article| {
            let url = article["url"].as_str().unwrap();
            let number = url.strip_prefix(&format!("{}/a/", site.origin)).unwrap();
            let text = article["text"].as_str().unwrap();
            assert_eq!(text.matches(&format!("Ferry number {number} was")).count(), PARAGRAPHS, "{article}");
            assert_eq!(article["title"], format!("Ferry {number} is late"));
            number.parse().unwrap()
        })
        .collect();
    let distinct: BTreeSet<usize> = numbers.iter().copied().collect();
    assert_eq!(distinct.len(), numbers.len(), "an article is there twice");
    distinct
}
