//! The network in.

pub mod extract;

#[allow(dead_code)] // Until the rest of the room is furnished.
mod charset;

pub use charset::decode;
