//! Caveat answers questions about the news with cited, hedged summaries that a reader can check.
//!
//! Read the rooms in the order of this list; data flows the same way.

pub mod news;

pub mod faults;

pub mod crawl;

pub mod store;

pub mod endpoint;

pub mod llm;

pub mod embed;

pub mod index;

pub mod ground;

pub mod answer;

pub mod verify;

pub mod living;

pub mod eval;

pub mod testing;

pub mod cli;

pub mod config;

pub mod commands;
