//! What can be typed about the language model.

use clap::{Args, Subcommand};

use super::Format;

#[derive(Debug, Subcommand)]
pub enum Llm {
    /// Try the model that is configured: what it can do, in which form, how fast
    Check(LlmCheck),
}

#[derive(Args, Debug)]
#[command(after_help = "\
It sends about five short requests and remembers in which form the endpoint can be asked for replies
(json_schema, json_object, or by the prompt alone). Exit status 2 if it cannot be asked at all, 1 if
it answers but does not name the model among those that it has.")]
pub struct LlmCheck {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}
