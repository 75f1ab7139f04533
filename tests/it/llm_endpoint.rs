//! Endpoints that fail, and what is sent to one: a reader gets the whole report without the model, and why.

use std::net::TcpListener;

use serde_json::Value;

use crate::endpoint::{Act, Asked, Endpoint};
use crate::harness::Ran;
use crate::llm::{GOOD, QUESTION, ask, ask_with, by_model, home};

const KEY: &str = "sk-lindmouth-8841";

/// The whole report by selection, with a notice that says why.
#[track_caller]
fn check_without_model(ran: Ran, why: &str) -> Value {
    let report = ran.succeeded().json();
    let notice = report["notices"][0].as_str().unwrap();
    assert!(
        notice.starts_with("Composed without the model") && notice.contains(why),
        "{why:?} is not in {notice:?}"
    );
    assert_eq!(report["provenance"]["composer"], "extractive");
    let home = home();
    let arguments = ["--now", "2026-03-10T08:00:00Z", "ask", QUESTION, "--format", "json"];
    let selected = home.run(arguments).succeeded().json();
    assert_eq!(report["sections"], selected["sections"]);
    assert_eq!(report["sources"], selected["sources"]);
    report
}

#[test]
fn a_reply_without_claims_is_done_without() {
    for reply in
        ["", "{\"claims\":[]}", "I am sorry, but I cannot help with that.", "<think>Let me see: {\"claims\":"]
    {
        check_without_model(ask(&home(), Endpoint::that_says(reply).url()), "holds no claim");
    }
}

#[test]
fn an_endpoint_without_schemas_is_asked_again_without() {
    for (status, refusal) in [
        (400, r#"{"error":{"message":"response_format is not supported","type":"invalid_request_error"}}"#),
        (400, r#"{"error":"'response_format.type' must be 'text'"}"#),
        (422, r#"{"error":{"message":"extra fields not permitted","type":"x","param":null,"code":"422"}}"#),
    ] {
        let endpoint = Endpoint::that(Act::RefuseSchema(status, refusal, GOOD.to_owned()));
        let report = ask(&home(), endpoint.url()).succeeded().json();
        let form =
            |asked: &Asked| asked.body["response_format"]["type"].as_str().unwrap_or("none").to_owned();
        let forms: Vec<String> = endpoint.asked().iter().map(form).collect();
        assert_eq!(by_model(&report), 5, "{refusal}");
        // Only the first request finds out.
        assert_eq!(forms[..2], ["json_schema", "json_object"], "{refusal}");
        assert!(forms.len() == 8 && forms[2..].iter().all(|form| form == "none"), "{refusal} {forms:?}");
    }
}

const JSON: &str = "application/json";
const PAGE: &str = "<!doctype html><title>Oops</title>";

#[test]
fn an_endpoint_that_fails_is_done_without_and_not_asked_again() {
    for (status, kind, body, why) in [
        (
            500,
            JSON,
            r#"{"error":{"message":"out of memory","code":500}}"#,
            "500 Internal Server Error: out of memory",
        ),
        (307, "text/html", PAGE, "307 Temporary Redirect: a page instead of a reply"),
        (200, "text/html", PAGE, "not JSON"),
        (200, JSON, r#"{"choices":[]}"#, "not a chat completion"),
        (200, JSON, r#"["claims"]"#, "not a chat completion"),
    ] {
        let endpoint = Endpoint::that(Act::Send(status, kind, body.to_owned()));
        check_without_model(ask(&home(), endpoint.url()), why);
        assert_eq!(endpoint.asked().len(), 1, "{status} {body}");
    }
}

#[test]
fn what_is_put_off_is_asked_again_and_then_done_without() {
    for (status, kind, body, why) in [
        (429, JSON, r#"{"error":{"message":"Slow down","type":"x","param":null,"code":"y"}}"#, "Slow down"),
        (429, "text/plain", "slow down", "429 Too Many Requests: slow down"),
        (503, "text/html", PAGE, "503 Service Unavailable: a page instead of a reply"),
    ] {
        let endpoint = Endpoint::that(Act::Send(status, kind, body.to_owned()));
        check_without_model(ask(&home(), endpoint.url()), why);
        assert_eq!(endpoint.asked().len(), 3, "{status} {body}");
    }
}

#[test]
fn an_endpoint_says_when_to_ask_again() {
    let put_off = |wait| Endpoint::that(Act::PutOff(2, 429, ("retry-after", wait), GOOD.to_owned()));
    let soon = put_off("0");
    let report = ask(&home(), soon.url()).succeeded().json();
    assert_eq!((by_model(&report), soon.asked().len()), (5, 8));
    // Nobody waits for an hour.
    let later = put_off("3600");
    check_without_model(ask(&home(), later.url()), "slow down");
    assert_eq!(later.asked().len(), 1);
}

#[test]
fn replies_that_never_end_or_break_off_are_done_without() {
    for (act, why) in
        [(Act::Stall("{\"choices\":".to_owned()), "did not answer within 1 s"), (Act::Reset, "failed")]
    {
        let endpoint = Endpoint::that(act);
        let llm = format!("base_url = \"{}\"\nmodel = \"recorded\"\ntimeout_seconds = 1\n", endpoint.url());
        check_without_model(ask_with(&home(), &llm, &[]), why);
    }
}

#[test]
fn wrong_settings_are_an_error_for_who_insists_on_the_model_and_a_notice_for_others() {
    for (status, body, why) in [
        (
            401,
            r#"{"error":{"message":"Incorrect API key","type":"x","param":null,"code":"y"}}"#,
            "Incorrect API key",
        ),
        (404, r#"{"error":"model 'recorded' not found"}"#, "model 'recorded' not found"),
        (404, PAGE, "404 Not Found"),
        (400, r#"{"error":{"message":"The model `recorded` does not exist"}}"#, "does not exist"),
        (200, r#"{"error":{"message":"no such model"}}"#, "no such model"),
    ] {
        let endpoint = Endpoint::that(Act::Send(status, JSON, body.to_owned()));
        ask(&home(), endpoint.url()).ended(2).says(&["refuses", why, "caveat llm check"]);
        assert_eq!(endpoint.asked().len(), 1, "{status} {body}");
        let home = home();
        home.write(
            "config.toml",
            format!("[llm]\nbase_url = \"{}\"\nmodel = \"recorded\"\n", endpoint.url()),
        );
        let arguments = ["--now", "2026-03-10T08:00:00Z", "ask", QUESTION, "--format", "json"];
        check_without_model(home.run(arguments), why);
    }
}

#[test]
fn a_key_that_is_not_there_is_an_error_for_who_insists_on_the_model_and_a_notice_for_others() {
    let endpoint = Endpoint::that_says(GOOD);
    let llm =
        format!("base_url = \"{}\"\nmodel = \"recorded\"\napi_key_env = \"LIND_KEY\"\n", endpoint.url());
    ask_with(&home(), &llm, &[]).ended(2).says(&["LIND_KEY", "is not set"]);
    let home = home();
    home.write("config.toml", format!("[llm]\n{llm}"));
    let arguments = ["--now", "2026-03-10T08:00:00Z", "ask", QUESTION, "--format", "json"];
    check_without_model(home.run(arguments), "LIND_KEY");
    assert!(endpoint.asked().is_empty());
}

#[test]
fn an_endpoint_that_is_not_there_is_done_without() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://user:hunter2@{}/v1?token=hunter2", listener.local_addr().unwrap());
    drop(listener);
    let report = check_without_model(ask(&home(), &url), "error sending request");
    assert!(!report.to_string().contains("hunter2"));
}

#[test]
fn an_endpoint_that_never_answers_is_not_waited_for() {
    let endpoint = Endpoint::that(Act::Nothing);
    let llm = format!("base_url = \"{}\"\nmodel = \"recorded\"\ntimeout_seconds = 1\n", endpoint.url());
    check_without_model(ask_with(&home(), &llm, &[]), "did not answer within 1 s");
}

#[test]
fn the_key_is_sent_and_never_shown() {
    let echo =
        format!(r#"{{"error":{{"message":"No account for {KEY}","type":"x","param":null,"code":null}}}}"#);
    for act in [
        Act::Say(GOOD.to_owned()),
        Act::Send(401, "application/json", echo.clone()),
        Act::Send(500, "text/plain", echo),
    ] {
        let endpoint = Endpoint::that(act);
        let llm =
            format!("base_url = \"{}\"\nmodel = \"recorded\"\napi_key_env = \"LIND_KEY\"\n", endpoint.url());
        let ran = ask_with(&home(), &llm, &[("LIND_KEY", &format!("{KEY}\n"))]);
        assert!(!ran.out.is_empty() || ran.err.contains("401"), "{ran:#?}");
        assert_eq!(endpoint.asked()[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
        assert!(!ran.out.contains(KEY) && !ran.err.contains(KEY), "{ran:#?}");
    }
}

#[test]
fn a_key_that_no_header_can_hold_is_an_error_that_does_not_show_it() {
    let llm = "base_url = \"http://127.0.0.1:9/v1\"\nmodel = \"recorded\"\napi_key_env = \"LIND_KEY\"\n";
    let ran = ask_with(&home(), llm, &[("LIND_KEY", "sk-first\nsk-second")]);
    let ran = ran.failed(&["127.0.0.1:9", "api_key_env"]);
    assert!(!ran.err.contains("sk-"), "{ran:#?}");
}

#[test]
fn nothing_is_taken_from_the_environment_that_was_not_named() {
    let elsewhere = Endpoint::that_says(GOOD);
    let endpoint = Endpoint::that_says(GOOD);
    let llm = format!("base_url = \"{}\"\nmodel = \"recorded\"\n", endpoint.url());
    let others = ["OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"];
    let mut environment: Vec<(&str, &str)> = others.iter().map(|name| (*name, KEY)).collect();
    environment.push(("OPENAI_BASE_URL", elsewhere.url()));
    ask_with(&home(), &llm, &environment).succeeded();
    assert_eq!((endpoint.asked().len(), elsewhere.asked().len()), (6, 0));
    let asked = &endpoint.asked()[0];
    assert!(
        asked.headers.values().all(|value| !value.to_str().unwrap().contains(KEY)),
        "{:?}",
        asked.headers
    );
    assert!(asked.headers.keys().all(|name| !name.as_str().starts_with("openai")), "{:?}", asked.headers);
}

#[test]
fn without_a_model_configured_nobody_is_asked() {
    let home = home();
    let elsewhere = Endpoint::that_says(GOOD);
    // Whatever the program asked for over HTTP would come here.
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    for composer in ["auto", "extractive"] {
        let mut command = home.command();
        command.env("OPENAI_BASE_URL", elsewhere.url()).env("OPENAI_API_KEY", KEY);
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env(name, &address);
        }
        let asked = ["ask", QUESTION, "--composer", composer, "--format", "json"];
        let ran = Ran::from(command.args(asked).output().unwrap());
        assert_eq!(ran.succeeded().json()["provenance"]["composer"], "extractive");
    }
    home.run(["ask", QUESTION, "--composer", "llm"])
        .failed(&["no language model is configured", "base_url", "[llm]"]);
    assert!(elsewhere.asked().is_empty());
    assert!(proxy.accept().is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock));
}
