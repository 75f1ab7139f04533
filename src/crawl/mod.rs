//! The network in.

pub mod extract;
