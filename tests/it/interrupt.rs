//! Ctrl-C in the middle of a refresh, and while the index takes in what is new.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, Ran};

const INDEX: &str = "index/data/tantivy";

/// A site of two articles, of which the second never arrives.
struct StalledSite {
    origin: String,
    /// Tells that the second article has been asked for, which is after the first was taken in.
    stalled: Receiver<()>,
}

impl StalledSite {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (tell, stalled) = channel();
        let served = origin.clone();
        // Ends with the test program, and so do the connections that it holds.
        std::thread::spawn(move || {
            let mut held = Vec::new();
            for connection in listener.incoming() {
                held.extend(serve(connection.unwrap(), &served, &tell));
            }
        });
        Self { origin, stalled }
    }
}

/// Answers one request, or gives back the connection that waits for its answer.
fn serve(mut connection: TcpStream, origin: &str, tell: &Sender<()>) -> Option<TcpStream> {
    let lines = BufReader::new(&connection).lines().map(Result::unwrap);
    let request: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let (status, kind, body) = match request[0].split(' ').nth(1).unwrap() {
        "/feed" => ("200 OK", "application/rss+xml", feed(origin)),
        "/first" => ("200 OK", "text/html", article()),
        "/second" => {
            tell.send(()).unwrap();
            return Some(connection);
        }
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    None
}

fn feed(origin: &str) -> String {
    let item = |path| format!("<item><title>{path}</title><link>{origin}/{path}</link></item>");
    let items = item("first") + &item("second");
    format!("<rss version=\"2.0\"><channel><title>Harbour Post</title>{items}</channel></rss>")
}

fn article() -> String {
    let paragraph = "<p>The ferry to South Calder was late again on Friday because the pilots had not been told of \
                     the new timetable, the harbour office said.</p>";
    format!("<title>Ferry is late</title><article><h1>Ferry is late</h1>{}</article>", paragraph.repeat(3))
}

fn interrupt(running: &Child) {
    // `kill` of the shell: not every system has a program of that name.
    let kill = format!("kill -INT {}", running.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

#[test]
fn what_was_read_before_ctrl_c_is_kept() {
    let site = StalledSite::start();
    let home = Home::new();
    let settings = "[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n";
    home.write(
        "config.toml",
        format!("{settings}[[source]]\nurl = \"{}/feed\"\nkind = \"feed\"\n", site.origin),
    );
    let mut refresh = home.command();
    refresh.args(["refresh", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let running = refresh.spawn().unwrap();
    // The bound is for a refresh that fails before it comes so far; one that works tells at once.
    site.stalled.recv_timeout(Duration::from_secs(60)).unwrap();
    interrupt(&running);

    let ran = Ran::from(running.wait_with_output().unwrap()).ended(130).says(&["keeping what was read"]);
    let summary = ran.json();
    assert_eq!((&summary["interrupted"], &summary["new"]), (&true.into(), &1.into()), "{summary}");
    home.run(["article", &format!("{}/first", site.origin)]).succeeded();
    let found = home.run(["search", "ferry timetable"]).succeeded();
    assert!(found.out.contains("Ferry is late"), "{found:#?}");
}

/// Lets a command wait for its turn to index more than fits into one commit, presses Ctrl-C, and gives it its turn.
#[track_caller]
fn check_stops_indexing(arguments: &[&str]) {
    let home = Home::new();
    home.write("config.toml", "[[source]]\nurl = \"http://127.0.0.1:1/feed\"\n");
    home.write("nothing.jsonl", "");
    home.run(["import", "nothing.jsonl"]).succeeded();
    // The index as it was before the articles came.
    std::fs::rename(home.path(INDEX), home.path("empty")).unwrap();
    let line = |number| json!({"url": format!("https://news.example/{number}"), "text": "Words."});
    home.write_lines("many.jsonl", &(0..2002).map(line).collect::<Vec<Value>>());
    home.run(["import", "many.jsonl"]).succeeded();
    std::fs::remove_dir_all(home.path(INDEX)).unwrap();
    std::fs::rename(home.path("empty"), home.path(INDEX)).unwrap();

    let turn = home.path(INDEX).join(".tantivy-writer.lock");
    let turn = std::fs::File::options().write(true).open(turn).unwrap();
    turn.lock().unwrap();
    let mut command = home.command();
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "indexing"));
    interrupt(&running);
    assert!(lines.any(|line| line.contains("interrupted")));
    drop(turn);
    let rest: Vec<String> = lines.collect();
    assert_eq!(running.wait().unwrap().code(), Some(130), "{rest:?}");
    let status = home.run(["status"]).succeeded();
    assert!(status.out.contains("the index is 2 revisions behind"), "{status:?}");
    home.run(["import", "nothing.jsonl"]).succeeded();
    home.run(["status", "--check"]).succeeded();
}

#[test]
fn an_import_stops_indexing() {
    check_stops_indexing(&["import", "nothing.jsonl"]);
}

#[test]
fn a_refresh_stops_indexing() {
    check_stops_indexing(&["refresh"]);
}
