//! One verb a file: wiring only. Start reading here.

pub mod demo;
