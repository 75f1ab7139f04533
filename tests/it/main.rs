//! The program as its users see it: commands in, output and exit status out.

mod articles;
mod ask;
mod configuration;
mod crawl;
mod damage;
mod demo;
mod endpoint;
mod harness;
mod import;
#[cfg(unix)]
mod interrupt;
mod llm;
mod pages;
mod readme;
