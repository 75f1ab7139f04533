//! The model that `caveat models pull` fetches: one revision, told by the sums of its files.

use sha2::{Digest, Sha256};

pub const CONFIG: &str = "config.json";
pub const TOKENIZER: &str = "tokenizer.json";
pub const WEIGHTS: &str = "model.safetensors";

/// A model at one place of the public Internet.
#[derive(Clone, Copy, Debug)]
pub struct Pinned {
    /// What the configuration calls it.
    pub name: &'static str,
    /// Where its files are, each below by its name. Ends in a slash.
    pub address: &'static str,
    pub files: [PinnedFile; 3],
}

/// A file as it has to be.
#[derive(Clone, Copy, Debug)]
pub struct PinnedFile {
    pub name: &'static str,
    pub bytes: u64,
    /// SHA-256, in hexadecimal digits.
    pub sum: &'static str,
}

/// all-MiniLM-L6-v2 (Apache-2.0) of sentence-transformers, as of March 2025: 22.7 million weights, vectors of 384 numbers,
/// English.
pub const MINILM: Pinned = Pinned {
    name: "minilm",
    address: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/c9745ed1d9f207416be6d2e6f8de32d1f16199bf/",
    files: [
        PinnedFile {
            name: CONFIG,
            bytes: 612,
            sum: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        },
        PinnedFile {
            name: TOKENIZER,
            bytes: 466_247,
            sum: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        },
        PinnedFile {
            name: WEIGHTS,
            bytes: 90_868_376,
            sum: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        },
    ],
};

/// SHA-256 in hexadecimal digits.
pub fn sum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Digits for bytes.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
