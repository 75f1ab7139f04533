//! What the owner of a site sees in the log of the server: one request at a time, a rest after each, robots.txt obeyed,
//! and the second time only questions whether something has changed.
//!
//! The rests are real but short. Whatever the speed of the machine, a request comes no sooner than the rest allows: the
//! server has ended its answer before the rest begins, and the next request has begun before the server sees it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::harness::Home;

const REST: Duration = Duration::from_millis(40);

/// A request as the log has it.
#[derive(Clone, Debug)]
struct Line {
    path: String,
    agent: String,
    conditional: bool,
    status: u16,
    began: Instant,
    ended: Instant,
}

#[derive(Clone)]
struct Site {
    origin: String,
    log: Arc<Mutex<Vec<Line>>>,
    robots: &'static str,
}

impl Site {
    fn start(robots: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let site = Self { origin, log: Arc::default(), robots };
        let serving = site.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let (site, connection) = (serving.clone(), connection.unwrap());
                // A thread for each: the server would take as many at once as there come.
                std::thread::spawn(move || site.serve(connection));
            }
        });
        site
    }

    fn serve(&self, connection: TcpStream) {
        let mut lines = BufReader::new(connection.try_clone().unwrap()).lines().map_while(Result::ok);
        while let Some(first) = lines.next() {
            let began = Instant::now();
            let headers: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
            let header = |name: &str| {
                let found = headers.iter().filter_map(|line| line.split_once(": "));
                found.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
            };
            let path = first.split(' ').nth(1).unwrap().to_owned();
            let conditional = header("if-none-match").is_some();
            let (status, kind, body) = self.answer(&path, conditional);
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status} x\r\nETag: \"1\"\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
            );
            // Put down before it is sent: whoever has the answer finds it in the log.
            let agent = header("user-agent").unwrap_or_default();
            let line = Line { path, agent, conditional, status, began, ended: Instant::now() };
            self.log.lock().unwrap().push(line);
            if (&connection).write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }

    fn answer(&self, path: &str, conditional: bool) -> (u16, &'static str, String) {
        match path {
            "/robots.txt" => (200, "text/plain", self.robots.to_owned()),
            _ if conditional => (304, "text/html", String::new()),
            "/feed" => {
                let item = |path: &str| format!("<item><link>{path}</link></item>");
                let items: String = ["/1", "/2", "/private/3", "/4"].map(item).concat();
                (200, "application/rss+xml", format!("<rss version='2.0'><channel>{items}</channel></rss>"))
            }
            _ => {
                let text = format!(
                    "<p>Ferry number {path} was late, as the harbour office of Calder said on Friday.</p>"
                );
                (200, "text/html", format!("<article><h1>Late</h1>{text}</article>"))
            }
        }
    }

    fn take_log(&self) -> Vec<Line> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

/// One at a time, in the order of the log, and with a rest in between.
#[track_caller]
fn check_pace(log: &[Line], rest: Duration) {
    for pair in log.windows(2) {
        let gap = pair[1].began.checked_duration_since(pair[0].ended);
        assert!(gap.is_some_and(|gap| gap >= rest), "{gap:?} between {} and {}", pair[0].path, pair[1].path);
    }
}

#[test]
fn a_site_is_asked_politely() {
    let ordinary = Site::start("User-agent: *\nDisallow: /private\n");
    let slow = Site::start("User-agent: *\nDisallow: /private\nCrawl-delay: 0.2\n");
    let closed = Site::start("User-agent: *\nAllow: /\n\nUser-agent: Caveat\nDisallow: /\n");
    let home = Home::new();
    let mut config = format!(
        "[crawl]\nuser_agent = 'caveat/9 (test)'\nmin_delay_ms = {}\nallow_private_addresses = true\n",
        REST.as_millis()
    );
    for site in [&ordinary, &slow, &closed] {
        config += &format!("[[source]]\nurl = '{}/feed'\n", site.origin);
    }
    home.write("config.toml", config);

    let summary = home.run(["refresh", "--format", "json"]).succeeded().json();
    assert_eq!((&summary["new"], &summary["failed"]["robots"]), (&6.into(), &2.into()), "{summary}");
    let logs = [ordinary.take_log(), slow.take_log()];
    for log in &logs {
        let paths: Vec<&str> = log.iter().map(|line| line.path.as_str()).collect();
        assert_eq!(paths, ["/robots.txt", "/feed", "/1", "/2", "/4"]);
        assert!(log.iter().all(|line| line.agent == "caveat/9 (test)"), "{log:?}");
        check_pace(log, REST);
    }
    check_pace(&logs[1], Duration::from_millis(200));
    let paths: Vec<String> = closed.take_log().into_iter().map(|line| line.path).collect();
    assert_eq!(paths, ["/robots.txt"], "whoever is asked to stay away stays away");

    let summary = home.run(["refresh", "--format", "json"]).succeeded().json();
    assert_eq!((&summary["new"], &summary["unchanged"]), (&0.into(), &6.into()), "{summary}");
    for site in [&ordinary, &slow] {
        let log = site.take_log();
        let paths: Vec<&str> = log.iter().map(|line| line.path.as_str()).collect();
        assert_eq!(paths, ["/feed", "/1", "/2", "/4"], "the rules last a day");
        assert!(log.iter().all(|line| line.conditional && line.status == 304), "{log:?}");
        check_pace(&log, REST);
    }
    assert_eq!(closed.take_log().len(), 0);
}
