//! The program as its users see it: commands in, output and exit status out.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "what is not as expected fails the test; clippy knows tests by #[test], not what they call"
)]

mod archives;
mod articles;
mod ask;
mod configuration;
mod contested;
mod crawl;
mod damage;
mod demo;
mod dense;
mod disputes;
mod endpoint;
mod eval;
mod eval_answers;
mod eval_extraction;
mod eval_foreign;
mod eval_grounding;
mod filters;
mod gate;
mod grounded;
mod harness;
mod hostile;
mod import;
#[cfg(unix)]
mod interrupt;
mod kill;
mod living;
mod living_job;
mod llm;
mod llm_endpoint;
mod llm_injection;
mod llm_recorded;
mod llm_recording;
mod llm_steps;
mod newsroom;
mod pages;
mod planted;
mod politeness;
mod readme;
mod sources;
mod tidy;
mod verify;
