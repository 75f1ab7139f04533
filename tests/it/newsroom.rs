//! A site on loopback whose pages can be changed between refreshes, for tests of answers that go on living.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::harness::Home;

/// An article as a newsroom has it.
#[derive(Clone)]
pub struct Page {
    pub outlet: String,
    pub title: String,
    pub paragraphs: Vec<String>,
    pub day: u32,
    /// The agency that it credits.
    pub wire: Option<String>,
    /// What the server answers with.
    pub status: u16,
}

#[derive(Default)]
struct Pages {
    pages: BTreeMap<String, Page>,
    /// How pages look: another number is another template around the same articles.
    layout: usize,
    /// The feed is not there.
    is_down: bool,
}

/// The site. Its thread ends with the test program.
pub struct Newsroom {
    origin: String,
    pages: Arc<Mutex<Pages>>,
    /// Tells of each request before it is answered.
    pub asked: Receiver<()>,
}

impl Page {
    pub fn new(outlet: &str, day: u32, title: &str, paragraphs: &[&str]) -> Self {
        let paragraphs = paragraphs.iter().map(|p| (*p).to_owned()).collect();
        Self { outlet: outlet.to_owned(), title: title.to_owned(), paragraphs, day, wire: None, status: 200 }
    }

    fn html(&self, layout: usize) -> String {
        let Self { outlet, title, day, .. } = self;
        let paragraphs: String = self.paragraphs.iter().map(|p| format!("<p>{p}</p>\n")).collect();
        let wire =
            self.wire.as_ref().map(|wire| format!("<p class=\"byline\">By {wire}</p>")).unwrap_or_default();
        let head = format!(
            "<title>{title}</title><meta property=\"og:site_name\" content=\"{outlet}\">\
             <meta property=\"og:title\" content=\"{title}\">\
             <meta property=\"article:published_time\" content=\"2026-01-{day:02}T06:00:00Z\">"
        );
        match layout {
            0 => format!(
                "<html><head>{head}</head><body><article><h1>{title}</h1>{wire}\n{paragraphs}</article></body></html>"
            ),
            n => format!(
                "<html><head>{head}<style>p{{margin:{n}em}}</style></head><body class=\"theme-{n}\"><nav><a href=\"/\">Home</a> \
                 <a href=\"/about\">About</a></nav><main><article><header><h1>{title}</h1></header>{wire}\n{paragraphs}</article></main>\
                 <footer><a href=\"/terms\">Terms</a> <a href=\"/contact\">Contact</a></footer></body></html>"
            ),
        }
    }
}

impl Newsroom {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (tell, asked) = channel();
        let pages = Arc::new(Mutex::new(Pages::default()));
        let served = Arc::clone(&pages);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let _ = serve(connection.unwrap(), &served, &tell);
            }
        });
        Self { origin, pages, asked }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap()
    }

    pub fn publish(&self, path: &str, page: Page) {
        self.pages().pages.insert(path.to_owned(), page);
    }

    /// Changes words of an article where they stand.
    pub fn correct(&self, path: &str, from: &str, to: &str) {
        let mut pages = self.pages();
        let page = pages.pages.get_mut(path).unwrap();
        let before = page.paragraphs.concat();
        page.paragraphs.iter_mut().for_each(|paragraph| *paragraph = paragraph.replace(from, to));
        assert_ne!(page.paragraphs.concat(), before, "{from} is not in {path}");
    }

    /// Takes an article off the site for good.
    pub fn withdraw(&self, path: &str) {
        self.pages().pages.get_mut(path).unwrap().status = 410;
    }

    pub fn redesign(&self) {
        self.pages().layout += 1;
    }

    pub fn go_down(&self, is_down: bool) {
        self.pages().is_down = is_down;
    }

    /// A home whose only source is this site, and whose configuration says this besides.
    pub fn reader(&self, more: &str) -> Home {
        let home = Home::new();
        home.write(
            "config.toml",
            format!(
                "{more}\n[crawl]\nmin_delay_ms = 0\nallow_private_addresses = true\n\
                 [[source]]\nname = 'room'\nurl = '{}/feed'\nkind = 'feed'\n",
                self.origin
            ),
        );
        home
    }
}

fn serve(mut connection: TcpStream, pages: &Mutex<Pages>, tell: &Sender<()>) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let _ = tell.send(());
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, kind, body) = {
        let pages = pages.lock().unwrap();
        match pages.pages.get(path) {
            Some(page) if page.status == 200 => (200, "text/html", page.html(pages.layout)),
            Some(page) => (page.status, "text/plain", String::new()),
            None if path == "/feed" && pages.is_down => (503, "text/plain", String::new()),
            None if path == "/feed" => (200, "application/rss+xml", feed(&pages)),
            None => (404, "text/plain", String::new()),
        }
    };
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 {status} Status\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// What is withdrawn is listed no more.
fn feed(pages: &Pages) -> String {
    let listed = pages.pages.iter().filter(|(_, page)| page.status == 200);
    let items: String = listed.map(|(path, _)| format!("<item><link>{path}</link></item>")).collect();
    format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
}
