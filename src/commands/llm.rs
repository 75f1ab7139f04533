//! `caveat llm check`: what the model's endpoint can do.

use anyhow::Context as _;

use super::{Exit, Setting, model, output};
use crate::cli::{ComposerChoice, Format, Llm, LlmCheck};
use crate::llm::{Abilities, Memory, check};
use crate::store::Store;

pub fn run(setting: &Setting, asked: &Llm) -> anyhow::Result<Exit> {
    let Llm::Check(asked) = asked;
    checked(setting, asked)
}

fn checked(setting: &Setting, asked: &LlmCheck) -> anyhow::Result<Exit> {
    let settings = model::settings(ComposerChoice::Llm, &setting.config.llm)?;
    let settings = settings.context("no language model is configured")?;
    // Without a store there is nothing to remember it for yet.
    let store = Store::open(&setting.index).ok();
    let memory = store.as_ref().map(|store| Memory { store, now: setting.now });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let found = runtime.block_on(check(&settings, memory))?;
    match asked.format {
        Format::Text => output::print(&in_words(&found))?,
        Format::Json => output::print_json(&found)?,
    }
    Ok(if is_named(&found) { Exit::Done } else { Exit::Failed })
}

/// Servers of one model often call it something else and take any name; one that lists the models wants one of them.
fn is_named(found: &Abilities) -> bool {
    found.models.is_empty() || found.models.contains(&found.model)
}

fn in_words(found: &Abilities) -> String {
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    let context = found.context_tokens.map_or("not told".to_owned(), |tokens| format!("{tokens} tokens"));
    let mut text = format!(
        "{} at {}\n\njson_schema  {}\njson_object  {}\nstreaming    {}\ncontext      {context}\n",
        found.model,
        found.base_url,
        yes(found.json_schema),
        yes(found.json_object),
        yes(found.streaming)
    );
    let speed = found.speed;
    text += &format!(
        "speed        {:.0} tokens written in a second, a short reply in {:.1} s\nasked in     {}\n",
        speed.tokens_per_second, speed.first_reply_seconds, found.form
    );
    match found.models.as_slice() {
        [] => text += "models       not told\n",
        models => text += &format!("models       {}\n", models.join(", ")),
    }
    if !is_named(found) {
        text += &format!(
            "\nThe endpoint answers, but `{}` is not among its models: set `model` under [llm].\n",
            found.model
        );
    }
    text
}
