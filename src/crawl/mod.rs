//! The network in.
