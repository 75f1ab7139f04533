use super::*;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("c.toml"))
}

/// The line, the key and a part of the reason that a wrong file is refused with.
#[track_caller]
fn check(text: &str, expected_line: usize, expected_key: &str, part: &str) {
    match parse(text) {
        Err(ConfigError::Invalid { line, key, reason, .. }) => {
            assert_eq!((line, key.as_str()), (expected_line, expected_key), "{reason}");
            assert!(reason.contains(part), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_shipped_file_shows_the_defaults() {
    let shipped = parse(SHIPPED).unwrap();
    assert!(shipped.source.len() >= 10);
    assert_eq!(Config { source: Vec::new(), question: Vec::new(), ..shipped }, Config::default());
}

#[test]
fn the_shipped_file_shows_every_key() {
    let file: toml::Table = SHIPPED.parse().unwrap();
    let keys = |table: &str| file[table].as_table().unwrap().len();
    assert_eq!((keys("crawl"), keys("index"), keys("dense"), keys("llm")), (7, 1, 4, 12));
    assert_eq!(keys("track"), 4);
}

#[test]
fn an_empty_file_means_the_defaults_and_so_does_every_key_left_out() {
    assert_eq!(parse("").unwrap(), Config::default());
    let one = parse("[crawl]\nmin_delay_ms = 5\n").unwrap();
    assert_eq!(one.crawl, CrawlConfig { min_delay_ms: 5, ..CrawlConfig::default() });
}

#[test]
fn a_directory_with_a_model_is_relative_to_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let model = |text: &str| {
        let file = directory.path().join("c.toml");
        std::fs::write(&file, text).unwrap();
        Config::read(&file).unwrap().dense.model.unwrap()
    };
    assert_eq!(Path::new(&model("[dense]\nmodel = \"e5\"\n")), directory.path().join("e5"));
    assert_eq!(model("[dense]\nmodel = \"minilm\"\n"), "minilm");
    assert_eq!(model("[dense]\nmodel = \"e5\"\nbase_url = \"http://a.example\"\n"), "e5");
}

#[test]
fn errors_name_the_line_and_the_key() {
    check("\n[crawl\n", 2, "", "");
    check("[crawl]\n\nmin_delay = 5\n", 3, "crawl", "unknown field `min_delay`");
    check("speed = 5\n", 1, "", "unknown field `speed`");
    check("[crawl]\nmin_delay_ms = \"5\"\n", 2, "crawl.min_delay_ms", "invalid type: string");
    check("[crawl]\nconcurrency = 0\n", 2, "crawl.concurrency", "from 1 to 256");
    check("[crawl]\nconcurrency = -3\n", 2, "crawl.concurrency", "from 1 to 256");
    check("[crawl]\nuser_agent = \"a\\nb\"\n", 2, "crawl.user_agent", "ASCII");
    check("[[source]]\nurl = \"news.example\"\n", 2, "source.url", "not a URL");
    check("[[source]]\nname = \"a\"\n", 1, "source", "missing field `url`");
    check("[[source]]\nurl = \"http://a.example\"\nkind = \"rss\"\n", 3, "source.kind", "`feed`");
    check("[index]\npath = \"\"\n", 2, "index.path", "directory");
    check("[llm]\nanswer_cost = -1.0\n", 2, "llm.answer_cost", "0 or more");
    check("[llm]\ntemperature = 3\n", 2, "llm.temperature", "from 0 to 2");
    check("[llm]\nbase_url = \"localhost:1\"\n", 2, "llm.base_url", "http");
}

#[test]
fn names_are_distinct_or_the_address() {
    let one = "[[source]]\nname = \"a\"\nurl = \"http://a.example/1\"\n";
    check(&[one, one].concat(), 5, "source.name", "line 2");
    let unnamed = "[[source]]\nurl = \"http://a.example/1\"\n";
    assert_eq!(parse(unnamed).unwrap().source[0].name, "http://a.example/1");
}

#[test]
fn a_key_in_the_wrong_place_is_not_repeated() {
    let error = parse("[llm]\napi_key_env = \"sk-very-secret\"\n").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert_eq!(format!("{:?}", ApiKey("secret".into())), "ApiKey(hidden)");
}
