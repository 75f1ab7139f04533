use super::*;

fn stems(found: Vec<Term>) -> Vec<String> {
    found.into_iter().map(|term| term.stem).collect()
}

/// The terms of a text.
#[track_caller]
fn check(language: &str, text: &str, expected: &str) {
    assert_eq!(stems(terms_in(text, Some(language))).join(" "), expected, "{text}");
}

/// The terms of a text as the index holds them, compounds as one word too.
#[track_caller]
fn check_indexed(language: &str, text: &str, expected: &str) {
    let text = marked(text, Some(language));
    let mut found = Vec::new();
    stemmed().token_stream(&text).process(&mut |token| found.push(token.text.clone()));
    assert_eq!(found.join(" "), expected, "{text}");
}

#[test]
fn terms_are_stems_with_their_places() {
    let text = "The Minister’s negotiations in Zürich";
    let found = terms(text);
    assert_eq!(found.last().map(|t| t.range.of(text)), Some("Zürich"));
    assert_eq!(stems(found), ["minist", "negoti", "zurich"]);
}

#[test]
fn a_possessive_meets_its_name() {
    for text in ["Putin's", "Putin’s", "PUTIN'S", "Putin"] {
        check("en", text, "putin");
        check("de", text, "putin");
    }
    check("en", "Zelenskyy’s the ministers' U.S.’s", "zelenskyy minist us");
    check("en", "don't we'll it's rock'n'roll", "don we rock n roll");
    check_indexed("en", "O'Brien's Giscard d’Estaing", "o brien obrien giscard d esta desta");
    check_indexed("fr", "L'accord qu’elle négocie", "accord negoc");
}

#[test]
fn abbreviations_meet_with_and_without_full_stops() {
    check("en", "the U.S. U.N. US UN U.S", "us un us un us");
    check("en", "They told us in the US. IT and the WHO", "told us it who");
    check("en", "J.K. Rowling, e.g. at news.example.com", "jk rowl eg news exampl com");
    // A text in capitals says nothing by them.
    check("en", "WILL THE UN ACT WITH US?", "un act");
    for (word, text, expected) in [
        ("U.S.", "U.S.", true),
        ("US", "the US", true),
        ("Us", "Us", false),
        ("I", "I", false),
        ("WHO", "WHO IS IN IT", false),
    ] {
        assert_eq!(is_abbreviation(word, text), expected, "{word}");
    }
}

#[test]
fn numbers_meet_however_they_are_grouped() {
    check(
        "en",
        "1,200 1200 1 200 1,200,300 3.5 3.5bn 20,000.25",
        "1200 1200 1 200 1200300 3.5 3.5 bn 20000.25",
    );
    check("en", "1\u{a0}200 1\u{202f}200 1,2000 12,34 2022,300", "1200 1200 1 2000 12 34 2022 300");
    check("en", "24.02.2022 v1.2.3 5th 3.", "24 02 2022 v1 2 3 5th 3");
    check("de", "1.200 3,5 1’200", "1200 3.5 1200");
}

#[test]
fn compounds_are_found_in_parts_and_as_one_word() {
    check_indexed("en", "cease-fire cease‑fire ceasefire", "ceas fire ceasefir ceas fire ceasefir ceasefir");
    check_indexed("en", "20-year state-of-the-art 2020-21 G-7", "20 year state art 2020 21 g 7 g7");
    check("en", "cease-fire", "ceas fire");
    let text = marked("the cease-fire talks", Some("en"));
    let mut places = Vec::new();
    stemmed().token_stream(&text).process(&mut |token| places.push((token.position, token.text.clone())));
    let expected = [(1, "ceas"), (2, "fire"), (2, "ceasefir"), (3, "talk")];
    assert_eq!(places, expected.map(|(position, term)| (position, term.to_owned())));
}

#[test]
fn each_language_has_its_stems_and_stop_words() {
    check("de", "Die Verhandlungen über den Krieg", "verhandl krieg");
    check("ru", "переговоры о мире переговоров ещё", "переговор мир переговор");
    check("es", "las negociaciones y la negociación", "negoci negoci");
    check("fr", "les négociations dans la capitale", "negoci capital");
    check("pl", "Rozmowy w Łodzi nie były łatwe", "rozmowy w lodzi nie byly latwe");
    check("tr", "İSTANBUL Irak", "istanbul irak");
    check("hi", "प्रधानमंत्री मोदी", "प्रधानमंत्री मोदी");
    check("uk", "Зеленський у Києві", "зеленський у києві");
    // Nobody knows the language: English.
    assert_eq!(stems(terms_in("the negotiations", None)), ["negoti"]);
    check("und", "the negotiations", "negoti");
}

#[test]
fn accents_and_invisible_letters_make_no_difference() {
    check("en", "Zürich Zu\u{308}rich ＺÜＲＩＣＨ nego\u{ad}tiations", "zurich zurich zurich negoti");
    check("ar", "مُحَمَّد محمد", "محمد محمد");
}

#[test]
fn scripts_without_spaces_become_pairs_of_letters() {
    check("zh", "北京大学在 A股 猫", "北京 京大 大学 学在 a 股 猫");
    check("en", "the Chinese 外交部 said", "chines 外交 交部 said");
    check("ja", "ウクライナで", "ウク クラ ライ イナ ナで");
    check("ko", "대통령은 서울에", "대통 통령 령은 서울 울에");
    check("th", "กทม 5 คน", "กท ทม 5 คน");
    check("my", "မြန်မာ", "မြ ြန န် ်မ မာ");
}

#[test]
fn plain_words_are_whole() {
    assert_eq!(
        stems(plain_words("The U.S. didn't sign 1,200 Treaties")).join(" "),
        "the us didn t sign 1200 treaties"
    );
}

#[test]
fn long_words_are_noise() {
    check("en", &"x".repeat(41), "");
    check("ru", &"ж".repeat(40), &"ж".repeat(40));
}

#[test]
fn a_word_has_a_form_for_each_language() {
    let all = ["en", "de", "und"];
    assert_eq!(forms("negotiations", &["en"]), [["negoti"]]);
    assert_eq!(forms("Verhandlungen", &all), [["verhandlungen", "verhandl"]]);
    // German has no word for war: `war` is `was` there.
    assert_eq!(forms("war", &all), [["war"]]);
    assert_eq!(forms("the", &["en"]), [[""; 0]; 0]);
    assert_eq!(forms("cease-fire", &["en"]), vec![vec!["ceas"], vec!["fire", "ceasefir"]]);
    assert_eq!(forms("negotiations", &[""; 0]), [["negoti"]]);
}

#[test]
fn only_words_between_spaces_are_joined() {
    assert_eq!(as_one_word("cease fire").as_deref(), Some("ceasefire"));
    for phrase in ["fire", "a b c", "G 7", "北京 京大"] {
        assert_eq!(as_one_word(phrase), None);
    }
}

#[track_caller]
fn check_highlights(language: &str, text: &str, words: &[&str], expected: &[&str]) {
    let found = highlights(text, Some(language), words);
    assert_eq!(found.iter().map(|range| range.of(text)).collect::<Vec<_>>(), expected);
}

#[test]
fn highlights_follow_the_analysis() {
    check_highlights(
        "en",
        "Putin’s negotiations, in Zürich",
        &["negotiating", "putin", "zurich"],
        &["Putin", "negotiations", "Zürich"],
    );
    check_highlights("en", "A cease-fire or ceasefire", &["ceasefire"], &["cease-fire", "ceasefire"]);
    check_highlights("zh", "他在北京大学。", &["北京大学"], &["北京大学"]);
    check_highlights("en", "The U.S. told us", &["US"], &["U.S."]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_cut_into_pieces_of_itself(text in "([a-zA-Z0-9.,'’ -]|[éßİı\u{301}\u{ad}北京ก็\u{a0}]|\\PC){0,80}") {
        for language in ["en", "de", "fr", "tr", "ru", "ar", "zh", "xx"] {
            let mut last = 0;
            for term in terms_in(&text, Some(language)) {
                proptest::prop_assert!(!term.stem.is_empty() && term.range.start() >= last);
                last = term.range.start();
            }
            let _ = highlights(&text, Some(language), &[&text]);
        }
        // What the index is fed has places that never go back, or tantivy could not write them down.
        let (marked, mut last) = (marked(&text, Some("en")), 0);
        stemmed().token_stream(&marked).process(&mut |token| {
            assert!(token.position >= last, "{marked:?}");
            last = token.position;
        });
    }
}
