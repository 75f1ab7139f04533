//! Settings: one file, read once, with a default for everything.
//!
//! The file is the first of: `--config` or `$CAVEAT_CONFIG` (which must exist), `./config.toml`,
//! `caveat/config.toml` in the user's configuration directory. Without one, the defaults hold.

#[cfg(test)]
mod tests;
mod values;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::crawl::SourceKind;
use crate::embed::pinned::MINILM;
use crate::news::CanonicalUrl;
use values::{
    amount, directory, directory_or_none, header_value, temperature, text_or_none, variable_name,
    web_address, web_directory, within,
};

/// The file that `caveat init` writes: every key with its default, and sources to start from.
pub const SHIPPED: &str = include_str!("../config.toml");

const FILE: &str = "config.toml";

/// All settings.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where articles come from. No default.
    pub source: Vec<SourceConfig>,
    /// Questions to come back to. No default.
    pub question: Vec<QuestionConfig>,
    pub crawl: CrawlConfig,
    pub index: IndexConfig,
    pub track: TrackConfig,
    pub dense: DenseConfig,
    pub llm: LlmConfig,
}

/// A place that lists articles, or one article.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// What the reader calls it; the address where no name is given. Never the outlet of an article.
    #[serde(default)]
    pub name: String,
    pub url: CanonicalUrl,
    #[serde(default)]
    pub kind: SourceKind,
    /// Patterns for the addresses of its articles; `*` stands for anything. If there are any, one has to fit.
    #[serde(default)]
    pub include: Vec<String>,
    /// Likewise; none may fit.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// A question that is asked again and again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionConfig {
    /// A short name; the text where none is given.
    #[serde(default)]
    pub name: String,
    pub text: String,
}

/// How sources are read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CrawlConfig {
    /// The `User-Agent` header; the name that it begins with is the one looked for in robots.txt.
    #[serde(deserialize_with = "header_value")]
    pub user_agent: String,
    /// Rest between two requests to one site, 0 to 600,000 milliseconds.
    #[serde(deserialize_with = "within::<0, 600_000, _, _>")]
    pub min_delay_ms: u64,
    /// Requests in flight at once, each to another site, 1 to 256.
    #[serde(deserialize_with = "within::<1, 256, _, _>")]
    pub concurrency: usize,
    /// For one request, 1 to 600 seconds.
    #[serde(deserialize_with = "within::<1, 600, _, _>")]
    pub timeout_seconds: u64,
    /// The longest page or feed that is read, 1 to 1,000 MB (of 1,048,576 bytes), after decompression.
    #[serde(deserialize_with = "within::<1, 1_000, _, _>")]
    pub max_body_mb: usize,
    /// Articles taken from one source in one refresh, 1 to 50,000 (as many as one sitemap may hold).
    #[serde(deserialize_with = "within::<1, 50_000, _, _>")]
    pub max_links_per_source: usize,
    /// Whether addresses outside the public Internet may be read.
    pub allow_private_addresses: bool,
}

/// Where articles are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IndexConfig {
    /// The directory of the store and the index. In a file, relative to that file.
    #[serde(deserialize_with = "directory")]
    pub path: PathBuf,
}

/// What is made of the answers to tracked questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackConfig {
    /// Where each refresh writes reports, changes, an index page and a feed. In a file, relative to that file.
    #[serde(deserialize_with = "directory_or_none")]
    pub out: Option<PathBuf>,
    /// The address under which that directory is published, with a slash at its end.
    #[serde(deserialize_with = "web_directory")]
    pub public_url: Option<String>,
    /// Where changes are posted to.
    #[serde(deserialize_with = "web_address")]
    pub webhook_url: Option<String>,
    /// The name of the environment variable that holds the secret with which what is posted is signed.
    #[serde(deserialize_with = "variable_name")]
    pub webhook_secret_env: Option<String>,
}

/// The model that finds passages by meaning, beside their words. Without `model` there is none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DenseConfig {
    /// With `base_url`, the model's name at that server; else the name of a model that was pulled, or a directory, in a
    /// file relative to that file.
    #[serde(deserialize_with = "text_or_none")]
    pub model: Option<String>,
    /// The address below which a server answers `embeddings`. Without it, the model runs here.
    #[serde(deserialize_with = "web_address")]
    pub base_url: Option<String>,
    /// The name of the environment variable that holds the key.
    #[serde(deserialize_with = "variable_name")]
    pub api_key_env: Option<String>,
    /// For the vectors of up to 32 texts, 1 to 3,600 seconds.
    #[serde(deserialize_with = "within::<1, 3_600, _, _>")]
    pub timeout_seconds: u64,
}

/// The language model that may compose answers. Without `base_url` there is none.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LlmConfig {
    /// The address below which the server answers `chat/completions`.
    #[serde(deserialize_with = "web_address")]
    pub base_url: Option<String>,
    #[serde(deserialize_with = "text_or_none")]
    pub model: Option<String>,
    /// The name of the environment variable that holds the key.
    #[serde(deserialize_with = "variable_name")]
    pub api_key_env: Option<String>,
    /// For one reply of the model, 1 to 3,600 seconds.
    #[serde(deserialize_with = "within::<1, 3_600, _, _>")]
    pub timeout_seconds: u64,
    /// Requests under way at once, 1 to 64.
    #[serde(deserialize_with = "within::<1, 64, _, _>")]
    pub concurrency: usize,
    /// Tokens with which a model may think aloud before each reply, 0 to 100,000.
    #[serde(deserialize_with = "within::<0, 100_000, _, _>")]
    pub thought_tokens: u32,
    /// Tokens read and written for one answer, 0 to 10,000,000.
    #[serde(deserialize_with = "within::<0, 10_000_000, _, _>")]
    pub answer_tokens: u64,
    /// What one answer may cost, in the unit of the prices; 0 for no bound.
    #[serde(deserialize_with = "amount")]
    pub answer_cost: f64,
    /// Of a million tokens read, and written.
    #[serde(deserialize_with = "amount")]
    pub prompt_price: f64,
    #[serde(deserialize_with = "amount")]
    pub completion_price: f64,
    /// 0 for the likeliest words, to 2.
    #[serde(deserialize_with = "temperature")]
    pub temperature: f64,
    /// The same seed gives the same reply, where the server knows seeds.
    pub seed: i64,
}

/// A secret: it has no `Display`, and `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    #[error(
        "there is no configuration file {0}; run `caveat init` to write one, or correct --config or $CAVEAT_CONFIG"
    )]
    Missing(PathBuf),
    #[error(
        "cannot read the configuration file {path}: {reason}; make it a UTF-8 text file that may be read"
    )]
    Unreadable { path: PathBuf, reason: String },
    /// Not TOML, a key that does not exist, a value of the wrong type or out of its range.
    #[error(
        "{path}, line {line}{}: {reason}; `caveat init` in an empty directory writes a file with every key explained",
        in_key(key)
    )]
    Invalid {
        path: PathBuf,
        line: usize,
        /// Dotted, such as `crawl.min_delay_ms`; of a key that does not exist, the table that it stands in; empty
        /// for what is not TOML at all.
        key: String,
        reason: String,
    },
}

fn in_key(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!(", `{key}`") }
}

impl Config {
    /// Finds and reads the settings. `asked` is the file that `--config` names.
    pub fn load(asked: Option<&Path>) -> Result<Self, ConfigError> {
        Self::find(asked).map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    /// The file that holds the settings; `None` if there is none, and the defaults hold.
    pub fn find(asked: Option<&Path>) -> Option<PathBuf> {
        let named = asked.map(Path::to_owned).or_else(|| variable("CAVEAT_CONFIG"));
        let near =
            || [Some(PathBuf::from(FILE)), user_file()].into_iter().flatten().find(|path| path.exists());
        named.or_else(near)
    }

    /// Reads one file. Relative paths in it are taken from its directory.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => ConfigError::Missing(path.to_owned()),
            _ => ConfigError::Unreadable { path: path.to_owned(), reason: e.to_string() },
        })?;
        let mut config = Self::parse(&text, path)?;
        let directory = path.parent().unwrap_or(Path::new(""));
        config.index.path = directory.join(&config.index.path);
        config.track.out = config.track.out.map(|out| directory.join(out));
        let dense = &mut config.dense;
        if let Some(model) = dense.model.as_mut().filter(|model| *model != MINILM.name)
            && dense.base_url.is_none()
        {
            *model = directory.join(&*model).to_string_lossy().into_owned();
        }
        Ok(config)
    }

    /// Reads the text of a file; `path` is for error messages.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let mut config: Config = from_toml(text, path)?;
        let names: Names = from_toml(text, path)?;
        distinct(&names.source, "source", text, path)?;
        distinct(&names.question, "question", text, path)?;
        for source in config.source.iter_mut().filter(|s| s.name.is_empty()) {
            source.name = source.url.to_string();
        }
        for question in config.question.iter_mut().filter(|q| q.name.is_empty()) {
            question.name = question.text.clone();
        }
        Ok(config)
    }
}

impl Default for CrawlConfig {
    fn default() -> Self {
        Self {
            user_agent: concat!("caveat/", env!("CARGO_PKG_VERSION"), " (news reader, obeys robots.txt)")
                .into(),
            min_delay_ms: 1_000,
            concurrency: 16,
            timeout_seconds: 30,
            max_body_mb: 10,
            max_links_per_source: 500,
            allow_private_addresses: false,
        }
    }
}

impl Default for IndexConfig {
    fn default() -> Self {
        Self { path: PathBuf::from("index/data") }
    }
}

impl Default for DenseConfig {
    fn default() -> Self {
        Self { model: None, base_url: None, api_key_env: None, timeout_seconds: 60 }
    }
}

impl Default for LlmConfig {
    fn default() -> Self {
        Self {
            base_url: None,
            model: None,
            api_key_env: None,
            timeout_seconds: 120,
            concurrency: 2,
            thought_tokens: 0,
            answer_tokens: 15_000,
            answer_cost: 0.0,
            prompt_price: 0.0,
            completion_price: 0.0,
            temperature: 0.0,
            seed: 1,
        }
    }
}

impl LlmConfig {
    /// The key from the environment; `None` if no variable is named, or it is not set.
    pub fn api_key(&self) -> Option<ApiKey> {
        ApiKey::in_variable(self.api_key_env.as_ref()?)
    }
}

impl DenseConfig {
    /// The key from the environment; `None` if no variable is named, or it is not set.
    pub fn api_key(&self) -> Option<ApiKey> {
        ApiKey::in_variable(self.api_key_env.as_ref()?)
    }
}

impl TrackConfig {
    /// The secret from the environment; `None` if no variable is named, or it is not set.
    pub fn webhook_secret(&self) -> Option<ApiKey> {
        ApiKey::in_variable(self.webhook_secret_env.as_ref()?)
    }
}

impl ApiKey {
    #[expect(clippy::disallowed_methods, reason = "the environment is read here, and in `variable`")]
    fn in_variable(name: &str) -> Option<Self> {
        std::env::var(name).ok().filter(|key| !key.is_empty()).map(Self)
    }

    /// The key itself, for the one header that it goes into.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

/// `$XDG_CONFIG_HOME/caveat/config.toml`, or below `~/.config`.
fn user_file() -> Option<PathBuf> {
    Some(user_directory("XDG_CONFIG_HOME", ".config")?.join(FILE))
}

/// Where models are that were pulled: `$XDG_CACHE_HOME/caveat/models`, or below `~/.cache`. `None` without a home
/// directory.
pub fn models_directory() -> Option<PathBuf> {
    Some(user_directory("XDG_CACHE_HOME", ".cache")?.join("models"))
}

/// By the XDG Base Directory Specification, which has relative paths ignored.
fn user_directory(name: &str, below_home: &str) -> Option<PathBuf> {
    let own = variable(name).filter(|path| path.is_absolute());
    let base = own.or_else(|| variable("HOME").map(|home| home.join(below_home)))?;
    Some(base.join("caveat"))
}

/// A path from the environment. Set to nothing counts as not set.
#[expect(clippy::disallowed_methods, reason = "the environment is read here, and for keys")]
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// The names of a file's tables and where they stand, to say which line repeats one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Names {
    source: Vec<Named>,
    question: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: Option<Spanned<String>>,
}

fn distinct(named: &[Named], table: &str, text: &str, path: &Path) -> Result<(), ConfigError> {
    let mut names: Vec<&Spanned<String>> = named.iter().filter_map(|n| n.name.as_ref()).collect();
    // Stable: of two equal names, the one further down is the second.
    names.sort_by(|a, b| a.get_ref().cmp(b.get_ref()));
    let repeated = names.windows(2).find_map(|pair| match pair {
        [first, second] if first.get_ref() == second.get_ref() => Some((first, second)),
        _ => None,
    });
    let Some((first, second)) = repeated else { return Ok(()) };
    Err(ConfigError::Invalid {
        path: path.to_owned(),
        line: line_at(text, second.span().start),
        key: format!("{table}.name"),
        reason: format!(
            "`{}` is already the name of the {table} in line {}; give each {table} its own name",
            second.get_ref(),
            line_at(text, first.span().start)
        ),
    })
}

fn from_toml<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|mut error| {
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        let reason = error.message().trim().replace('\n', ", ");
        // Without its input, the error ends in the dotted key. The input stays out of messages: somebody may have
        // put a password into the line.
        error.set_input(None);
        let shown = error.to_string();
        let key = shown.rsplit_once("in `").and_then(|(_, key)| key.trim_end().strip_suffix('`'));
        ConfigError::Invalid { path: path.to_owned(), line, key: key.unwrap_or_default().to_owned(), reason }
    })
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}
