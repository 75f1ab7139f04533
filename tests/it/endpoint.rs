//! A language model's endpoint on loopback that says what it was told to say, and remembers what it was asked.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri, header};
use axum::routing::any;
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// What is written for a request.
type Writes<T> = Box<dyn Fn(&Asked) -> T + Send + Sync>;

/// What the endpoint does with a request.
pub enum Act {
    /// Answers with a chat completion of this text where claims are asked for what happened; to the other steps of an
    /// answer it says nothing of use. In the text, `«words»` stands for the number that the prompt gives to the first
    /// sentence with these words; `«#words»` for the number without its letter.
    Say(String),
    /// Answers with what is written for a request, likewise.
    Write(Writes<String>),
    /// Refuses the first requests with a status, a header and its value, and says the text to the rest.
    PutOff(usize, u16, (&'static str, &'static str), String),
    /// Refuses requests with this field, and says the text to others.
    RefuseField(&'static str, String),
    /// Refuses the requests of a step with a status and a body, and says nothing of use to others.
    RefuseStep(Step, u16, String),
    /// Answers with what is written for a request, and never where nothing is.
    Hang(Writes<Option<String>>),
    /// Sends the head of a reply and a part of its body, and no more.
    Stall(String),
    /// Ends the connection in the middle of the body.
    Reset,
    /// Answers with a status, a content type and a body.
    Send(u16, &'static str, String),
    /// Answers with a vector of so many dimensions for each text, the last one first.
    Vectors(usize),
    /// Never answers.
    Nothing,
    /// Refuses requests that hold a schema with this, and says the text to others.
    RefuseSchema(u16, &'static str, String),
}

/// One request.
#[derive(Clone)]
pub struct Asked {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

/// What a request of an answer is for, by the first words of its prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Plan,
    Section,
    Repair,
    Conclude,
    Other,
}

/// A plan that asks for nothing but the question itself.
const ONE_SECTION: &str = r#"{"sections":[{"section":"events","ask":"?"}]}"#;
/// Nothing to say.
pub const NOTHING: &str = r#"{"claims":[]}"#;

pub struct Endpoint {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    // The server stops with it.
    _runtime: Runtime,
}

struct Shared {
    act: Act,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Endpoint {
    pub fn that(act: Act) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener =
            runtime.block_on(TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::new(Shared { act, asked: Arc::clone(&asked) });
        let router = axum::Router::new().fallback_service(any(answer).with_state(shared));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { url, asked, _runtime: runtime }
    }

    pub fn that_says(text: impl Into<String>) -> Self {
        Self::that(Act::Say(text.into()))
    }

    /// Writes for each step of an answer what is told for it.
    pub fn that_writes(write: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Self {
        Self::that(Act::Write(Box::new(write)))
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The requests of a step.
    pub fn asked_for(&self, step: Step) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.step() == step).collect()
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Asked {
    pub fn prompt(&self) -> &str {
        self.body["messages"][0]["content"].as_str().unwrap()
    }

    pub fn step(&self) -> Step {
        let steps = [
            ("You plan a news report", Step::Plan),
            ("You write one section", Step::Section),
            ("A claim in a news report", Step::Repair),
            ("You write the summary", Step::Conclude),
        ];
        let prompt = self.body["messages"][0]["content"].as_str().unwrap_or_default();
        steps.iter().find(|(words, _)| prompt.starts_with(words)).map_or(Step::Other, |(_, step)| *step)
    }

    /// What is said to it where only sections are spoken of.
    pub fn in_section(&self, text: &str) -> String {
        match self.step() {
            Step::Plan => ONE_SECTION.to_owned(),
            Step::Section if !self.prompt().contains("This section tells what happened") => {
                NOTHING.to_owned()
            }
            Step::Section | Step::Other => text.to_owned(),
            Step::Repair => NOTHING.to_owned(),
            Step::Conclude => r#"{"summary":[],"follow_ups":[]}"#.to_owned(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The numbers of the sentences shown, in the order in which they stand.
    pub fn numbers(&self) -> Vec<&str> {
        sentences(self.prompt()).map(|(number, _)| number).collect()
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let asked = Asked { path: uri.path().to_owned(), headers, body };
    shared.asked.lock().unwrap().push(asked.clone());
    match &shared.act {
        Act::Say(text) => completion(&asked.in_section(text), &asked),
        Act::Write(write) => completion(&write(&asked), &asked),
        Act::PutOff(many, status, (name, value), _) if shared.asked.lock().unwrap().len() <= *many => {
            let mut response = send(*status, "text/plain", "slow down".to_owned());
            response.headers_mut().insert(*name, value.parse().unwrap());
            response
        }
        Act::PutOff(.., text) => completion(&asked.in_section(text), &asked),
        Act::RefuseField(field, _) if asked.body.get(*field).is_some() => {
            let body =
                format!(r#"{{"error":{{"message":"Unsupported value: '{field}' does not support 0"}}}}"#);
            send(400, "application/json", body)
        }
        Act::RefuseField(_, text) => completion(&asked.in_section(text), &asked),
        Act::RefuseStep(step, status, body) if *step == asked.step() => {
            send(*status, "application/json", body.clone())
        }
        Act::RefuseStep(..) => completion(&asked.in_section(NOTHING), &asked),
        Act::Hang(write) => match write(&asked) {
            Some(text) => completion(&text, &asked),
            None => std::future::pending().await,
        },
        Act::Stall(start) => {
            let pieces = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from(start.clone()))]);
            let body = Body::from_stream(pieces.chain(futures::stream::pending()));
            Response::builder()
                .status(200)
                .header(header::CONTENT_TYPE, "application/json")
                .body(body)
                .unwrap()
        }
        Act::Reset => {
            let pieces = [Ok(Bytes::from("{\"choices\":")), Err(std::io::Error::other("reset"))];
            let body = Body::from_stream(futures::stream::iter(pieces));
            Response::builder()
                .status(200)
                .header(header::CONTENT_TYPE, "application/json")
                .body(body)
                .unwrap()
        }
        Act::Send(status, kind, body) => send(*status, kind, body.clone()),
        Act::Vectors(dimensions) => vectors(*dimensions, &asked),
        Act::Nothing => std::future::pending().await,
        Act::RefuseSchema(status, body, _) if asked.body.get("response_format").is_some() => {
            send(*status, "application/json", (*body).to_owned())
        }
        Act::RefuseSchema(_, _, text) => completion(&asked.in_section(text), &asked),
    }
}

fn completion(text: &str, asked: &Asked) -> Response<Body> {
    let message = json!({"role": "assistant", "content": numbered(text, asked.prompt())});
    let body = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "recorded",
        "choices": [{"index": 0, "message": message, "finish_reason": ""}],
        "usage": {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500},
    });
    send(200, "application/json", body.to_string())
}

fn vectors(dimensions: usize, asked: &Asked) -> Response<Body> {
    let texts = asked.body["input"].as_array().unwrap();
    let vector = |index: usize| (0..dimensions).map(|d| 1.0 + ((index + d) % 3) as f32).collect::<Vec<f32>>();
    let item = |index| json!({"object": "embedding", "index": index, "embedding": vector(index)});
    let data: Vec<Value> = (0..texts.len()).rev().map(item).collect();
    send(200, "application/json", json!({"object": "list", "data": data, "model": "m"}).to_string())
}

fn send(status: u16, kind: &str, body: String) -> Response<Body> {
    Response::builder().status(status).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
}

/// The text with the numbers that the prompt gives to sentences.
fn numbered(text: &str, prompt: &str) -> String {
    let mut pieces = text.split('«');
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (words, rest) = piece.split_once('»').unwrap();
        let (words, letter) = words.strip_prefix('#').map_or((words, true), |words| (words, false));
        let found = sentences(prompt).find(|(_, sentence)| sentence.contains(words));
        // What is no longer shown is a wrong number, as a model might give.
        let (number, _) = found.unwrap_or(("S9999", ""));
        whole.push_str(if letter { number } else { number.trim_start_matches('S') });
        whole.push_str(rest);
    }
    whole
}

fn sentences(prompt: &str) -> impl Iterator<Item = (&str, &str)> {
    let fenced = prompt.lines().skip_while(|line| !line.starts_with("=====")).skip(1);
    fenced.take_while(|line| !line.starts_with("=====")).filter_map(|line| line.split_once(": "))
}
