//! The program as its users see it: commands in, output and exit status out.

mod articles;
mod configuration;
mod damage;
mod harness;
mod import;
mod pages;
