//! The program as its users see it: commands in, output and exit status out.

mod articles;
mod configuration;
mod damage;
mod endpoint;
mod harness;
mod import;
mod llm;
mod llm_endpoint;
mod pages;
mod planted;
