//! Servers that answer as no server should: each on a port, and so an origin, of its own.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is sent, byte for byte, and what becomes of the connection then.
pub struct Answer {
    pub bytes: Vec<u8>,
    pub then: Then,
}

pub enum Then {
    Close,
    /// Reset, as if the other end had crashed.
    Reset,
    /// Nothing more comes.
    Stall,
    /// The same bytes once a second.
    Trickle(&'static [u8]),
    /// The same bytes without a pause and without an end.
    Flood(Vec<u8>),
}

/// How a site answers a path; `None` is "not found".
pub type Behaviour = fn(path: &str, origin: &str) -> Option<Answer>;

/// A site on a port of its own; it runs until the test program ends.
pub struct Site {
    pub origin: String,
    /// The requests that it got, as they came.
    pub requests: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub fn start(behaviour: Behaviour) -> Self {
        Self::listen(IpAddr::V4(Ipv4Addr::LOCALHOST), behaviour).unwrap()
    }

    /// On `::1`, where the machine has IPv6.
    pub fn start_v6(behaviour: Behaviour) -> Option<Self> {
        Self::listen(IpAddr::V6(Ipv6Addr::LOCALHOST), behaviour)
    }

    fn listen(host: IpAddr, behaviour: Behaviour) -> Option<Self> {
        let listener = TcpListener::bind(SocketAddr::new(host, 0)).ok()?;
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let site = Self { origin, requests: Arc::default() };
        let (origin, requests) = (site.origin.clone(), Arc::clone(&site.requests));
        std::thread::spawn(move || {
            for connection in listener.incoming().map(Result::unwrap) {
                let (origin, requests) = (origin.clone(), Arc::clone(&requests));
                std::thread::spawn(move || serve(connection, behaviour, &origin, &requests));
            }
        });
        Some(site)
    }

    pub fn port(&self) -> &str {
        self.origin.rsplit(':').next().unwrap()
    }
}

/// Answers one request; the connection is never used again.
fn serve(mut connection: TcpStream, behaviour: Behaviour, origin: &str, requests: &Mutex<Vec<String>>) {
    let Some(request) = look_at_request(&connection) else { return };
    let told = String::from_utf8_lossy(&request).into_owned();
    let path = told.split([' ', '?']).nth(1).unwrap_or("/").to_owned();
    requests.lock().unwrap().push(told);
    let answer = behaviour(&path, origin).unwrap_or_else(|| http("404 Not Found", "text/plain", "no"));
    // A request that was not taken off the socket makes the system reset the connection when it is closed.
    if !matches!(answer.then, Then::Reset) {
        let mut taken = vec![0; request.len()];
        if connection.read_exact(&mut taken).is_err() {
            return;
        }
    }
    if connection.write_all(&answer.bytes).is_err() {
        return;
    }
    match answer.then {
        Then::Close => {
            let _ = connection.shutdown(Shutdown::Write);
            let _ = connection.read_to_end(&mut Vec::new());
        }
        Then::Reset => {}
        Then::Stall => drop(connection.read_to_end(&mut Vec::new())),
        Then::Trickle(bytes) => {
            // A read that waits a second is a pause, and ends early when the other side has had enough.
            connection.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
            while connection.write_all(bytes).is_ok() && !matches!(connection.read(&mut [0]), Ok(0)) {}
        }
        Then::Flood(bytes) => while connection.write_all(&bytes).is_ok() {},
    }
}

/// The head of a request, left where it is.
fn look_at_request(connection: &TcpStream) -> Option<Vec<u8>> {
    let mut seen = vec![0; 128 * 1024];
    loop {
        let length = connection.peek(&mut seen).ok()?;
        let head = &seen[..length];
        // What speaks TLS has no end of a head; its first bytes are enough.
        if head.ends_with(b"\r\n\r\n") || head.starts_with(b"\x16") {
            return Some(head.to_owned());
        }
        if length == 0 || length == seen.len() {
            return None;
        }
        std::thread::yield_now();
    }
}

pub fn raw(bytes: impl Into<Vec<u8>>, then: Then) -> Answer {
    Answer { bytes: bytes.into(), then }
}

/// A well-formed answer.
pub fn http(status: &str, content_type: &str, body: impl AsRef<[u8]>) -> Answer {
    with(status, &[("Content-Type", content_type)], body)
}

/// A well-formed answer with headers of its own.
pub fn with(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        bytes += &format!("{name}: {value}\r\n");
    }
    raw([bytes.as_bytes(), b"\r\n", body].concat(), Then::Close)
}

/// An answer whose head and body are not looked after.
pub fn head_and(head: &str, body: impl AsRef<[u8]>, then: Then) -> Answer {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n");
    raw([head.as_bytes(), body.as_ref()].concat(), then)
}

pub fn moved(to: &str) -> Answer {
    with("302 Found", &[("Location", to)], "")
}
