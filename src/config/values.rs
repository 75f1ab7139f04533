//! What a single value of the configuration file may be. Errors become `ConfigError::Invalid` with line and key.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, de::Error as _};

/// A whole number from `LOW` to `HIGH`.
pub fn within<'de, const LOW: u64, const HIGH: u64, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    let given = i64::deserialize(deserializer)?;
    let number = u64::try_from(given).ok().filter(|n| (LOW..=HIGH).contains(n));
    let error = || D::Error::custom(format!("{given} is out of range, give a number from {LOW} to {HIGH}"));
    number.and_then(|n| T::try_from(n).ok()).ok_or_else(error)
}

/// A number from 0 on: an amount of money.
pub fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number_up_to(f64::MAX, "give 0 or more", deserializer)
}

/// How freely a model chooses its words.
pub fn temperature<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number_up_to(2.0, "give a number from 0 to 2", deserializer)
}

fn number_up_to<'de, D: Deserializer<'de>>(
    highest: f64,
    remedy: &str,
    deserializer: D,
) -> Result<f64, D::Error> {
    let given = f64::deserialize(deserializer)?;
    let fits = given.is_finite() && (0.0..=highest).contains(&given);
    fits.then_some(given).ok_or_else(|| D::Error::custom(format!("{given} is out of range, {remedy}")))
}

/// Printable ASCII, as an HTTP header may hold (RFC 9110, section 5.5).
pub fn header_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() || text.chars().any(|c| !matches!(c, ' '..='~')) {
        return Err(D::Error::custom("give a name of printable ASCII characters, such as \"caveat/1.0\""));
    }
    Ok(text)
}

pub fn directory<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    let path = PathBuf::deserialize(deserializer)?;
    if path.as_os_str().is_empty() {
        return Err(D::Error::custom("give a directory, such as \"index/data\""));
    }
    Ok(path)
}

/// Likewise, or nothing.
pub fn directory_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    Ok(text_or_none(deserializer)?.map(PathBuf::from))
}

/// The address of a directory: with a slash at its end, so that names can be put behind it.
pub fn web_directory<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let with_slash = |url: String| if url.ends_with('/') { url } else { url + "/" };
    Ok(web_address(deserializer)?.map(with_slash))
}

/// An empty string stands for "none", so that a file can show every key.
pub fn text_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

pub fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = text_or_none(deserializer)?;
    let is_web = |t: &String| url::Url::parse(t).is_ok_and(|u| matches!(u.scheme(), "http" | "https"));
    match text {
        Some(text) if !is_web(&text) => {
            Err(D::Error::custom("give an http or https address, such as \"http://127.0.0.1:8080/v1\""))
        }
        text => Ok(text),
    }
}

/// Refuses what cannot be the name of a variable without repeating it: it may be the key itself.
pub fn variable_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let is_name = |t: &String| {
        t.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && t.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    match text_or_none(deserializer)? {
        Some(text) if !is_name(&text) => Err(D::Error::custom(
            "give the name of the environment variable that holds the key, such as \"LLM_API_KEY\", not the key",
        )),
        text => Ok(text),
    }
}
