//! What a model of 1.5 billion parameters (Qwen2.5-Coder-1.5B-Instruct) said at each step of one answer about the invented
//! news, played again.

use serde_json::Value;

use crate::endpoint::{Asked, Endpoint, NOTHING, Step};
use crate::llm::by_model;
use crate::planted::{ask, home};

const RECORDED: &str = include_str!("replies/demo.json");

fn said(recorded: &Value, asked: &Asked) -> String {
    let prompt = asked.prompt();
    let of_section = |(what, reply): (&String, &Value)| {
        prompt.contains(&format!("This section tells {what}")).then(|| reply.as_str().unwrap().to_owned())
    };
    let said = match asked.step() {
        Step::Plan => recorded["plan"].as_str().map(str::to_owned),
        Step::Section => recorded["sections"].as_object().unwrap().iter().find_map(of_section),
        Step::Conclude => recorded["conclude"].as_str().map(str::to_owned),
        Step::Repair | Step::Other => None,
    };
    said.unwrap_or_else(|| NOTHING.to_owned())
}

#[test]
fn a_small_model_makes_a_report() {
    let recorded: Value = serde_json::from_str(RECORDED).unwrap();
    let endpoint = Endpoint::that_writes(move |asked| said(&recorded, asked));
    let report: Value = serde_json::from_str(&ask(&home(), &endpoint, "json")).unwrap();
    assert!(by_model(&report) >= 6, "{report:#}");
    for section in report["sections"].as_array().unwrap() {
        assert!(!section["claims"].as_array().unwrap().is_empty(), "{section:#}");
    }
    assert_eq!(report["notices"], serde_json::json!([]));
}
