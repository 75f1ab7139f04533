use std::ops::ControlFlow;

use jiff::Timestamp;

use super::*;
use crate::embed::{Encoder, Source, tiny};
use crate::index::{Dense, passages};
use crate::news::{Article, ArticleId, CanonicalUrl, Kind};
use crate::store::Store;

const ON: ControlFlow<()> = ControlFlow::Continue(());

/// A store, a model and vectors in one directory.
struct Shelf(tempfile::TempDir);

impl Shelf {
    fn with(articles: std::ops::Range<u32>) -> Self {
        let shelf = Self(tempfile::tempdir().unwrap());
        shelf.put(articles);
        shelf
    }

    fn store(&self) -> Store {
        Store::open_or_create(self.0.path()).unwrap()
    }

    fn put(&self, articles: std::ops::Range<u32>) {
        let all: Vec<Article> = articles.map(article).collect();
        let stored = self.store().batch(|batch| {
            all.iter().map(|a| batch.put(a, Timestamp::UNIX_EPOCH)).collect::<Result<Vec<_>, _>>()
        });
        stored.unwrap();
    }

    fn encoder(&self, seed: u64) -> Encoder {
        let directory = self.0.path().join(format!("model-{seed}"));
        tiny::write(&directory, seed);
        Encoder::open(&Source::Directory(directory)).unwrap()
    }

    /// How many revisions were taken in, and why the vectors were begun anew.
    fn catch_up(&self, seed: u64, after: ControlFlow<()>) -> (usize, Option<Anew>) {
        let (store, encoder) = (self.store(), self.encoder(seed));
        let (writer, anew) = VectorWriter::open(self.0.path(), &store, encoder.model()).unwrap();
        (writer.catch_up(&store, &encoder, |_| after).unwrap(), anew)
    }

    fn vectors(&self) -> Vectors {
        Vectors::open(self.0.path()).unwrap()
    }

    fn file(&self, name: &str) -> PathBuf {
        Vectors::path_in(self.0.path()).join(name)
    }

    /// Every passage of the store, and the text that is encoded of it.
    fn passages(&self) -> Vec<(PassageKey, String)> {
        let revisions = self.store().revisions_after(0, 1000).unwrap();
        let text = |revision: &crate::news::Revision, p: &Passage| {
            format!("{}. {}", revision.article().title, p.range.of(revision.text()))
        };
        let of = |(_, r): &(u64, crate::news::Revision)| {
            passages(r).iter().map(|p| (PassageKey::from(p), text(r, p))).collect::<Vec<_>>()
        };
        revisions.iter().flat_map(of).collect()
    }
}

fn article(number: u32) -> Article {
    let sentence = format!("The ferry to island {number} was late again, and nobody knew why it was. ");
    Article {
        url: CanonicalUrl::parse(&format!("https://news.example/{number}")).unwrap(),
        title: format!("Number {number}"),
        // Of three passages.
        text: format!("{}Word {number}. {}", sentence.repeat(12), sentence.repeat(18)),
        outlet: "News".into(),
        authors: Vec::new(),
        published: None,
        modified: None,
        language: None,
        section: None,
        kind: Kind::News,
        paywalled: false,
        wire: None,
    }
}

#[test]
fn a_passage_is_found_by_its_own_text() {
    let shelf = Shelf::with(0..20);
    assert_eq!(shelf.catch_up(1, ON), (20, None));
    let dense = Dense::open(shelf.0.path(), shelf.encoder(1)).unwrap();
    let passages = shelf.passages();
    assert_eq!(dense.vectors().passages(), passages.len() as u64);
    let keys: Vec<PassageKey> = passages.iter().map(|(key, _)| *key).collect();
    for (key, text) in &passages {
        let nearest = dense.nearest(text, |_| true, 3).unwrap();
        assert_eq!(nearest.len(), 3);
        assert!(nearest[0].1 > 0.99 && nearest[0].1 < 1.01, "{nearest:?}");
        // Others may mean the same to a model that was never taught anything.
        let similar = dense.similar(text, &keys).unwrap();
        let own = keys.iter().position(|other| other == key).unwrap();
        assert!((similar[own].unwrap() - nearest[0].1).abs() < 0.01);
        assert!(similar.iter().all(|cosine| cosine.unwrap() <= nearest[0].1));
    }
}

#[test]
fn cosines_are_those_of_the_vectors_before_they_were_rounded() {
    let shelf = Shelf::with(0..5);
    shelf.catch_up(1, ON);
    let (vectors, encoder) = (shelf.vectors(), shelf.encoder(1));
    let question = encoder.encode_one("Which island had no ferry?").unwrap();
    for (key, text) in shelf.passages() {
        let vector = encoder.encode_one(&text).unwrap();
        let exact: f32 = vector.iter().zip(&question).map(|(a, b)| a * b).sum();
        let kept = vectors.similarity(&question, &[key]).unwrap()[0].unwrap();
        assert!((kept - exact).abs() < 0.01, "{kept} {exact}");
    }
}

#[test]
fn only_what_is_kept_is_returned_best_first() {
    let shelf = Shelf::with(0..20);
    shelf.catch_up(1, ON);
    let question = shelf.encoder(1).encode_one("ferry").unwrap();
    let odd = |key: &PassageKey| key.revision.article.0 % 2 == 1;
    let nearest = shelf.vectors().nearest(&question, odd, 7).unwrap();
    assert_eq!(nearest.len(), 7);
    assert!(nearest.iter().all(|(key, _)| odd(key)));
    assert!(nearest.is_sorted_by(|a, b| a.1 >= b.1));
    let mut all = shelf.vectors().nearest(&question, |_| true, 1000).unwrap();
    assert_eq!(all.len(), shelf.passages().len());
    all.retain(|(key, _)| odd(key));
    assert_eq!(all[..7], nearest);
    assert!(shelf.vectors().nearest(&question, |_| true, 0).unwrap().is_empty());
}

#[test]
fn passages_without_a_vector_have_no_similarity() {
    let shelf = Shelf::with(0..2);
    shelf.catch_up(1, ON);
    let (known, _) = shelf.passages()[0];
    let other = |revision| PassageKey { revision, ..known };
    let later = other(RevisionId { number: 9, ..known.revision });
    let elsewhere = other(RevisionId { article: ArticleId(4097), number: 1 });
    let question = shelf.encoder(1).encode_one("ferry").unwrap();
    let found = shelf.vectors().similarity(&question, &[later, known, elsewhere, known]).unwrap();
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false, true]);
}

#[test]
fn what_is_broken_off_is_gone_on_with() {
    let shelf = Shelf::with(0..20);
    assert_eq!(shelf.catch_up(1, ControlFlow::Break(())), (16, None));
    assert_eq!(shelf.vectors().generation(), 16);
    // As if a crash had come while the next batch was being written.
    for name in ["passages", "directions"] {
        let mut bytes = std::fs::read(shelf.file(name)).unwrap();
        bytes.extend([0xA5; 33]);
        std::fs::write(shelf.file(name), bytes).unwrap();
    }
    shelf.vectors().check().unwrap();
    assert_eq!(shelf.catch_up(1, ON), (4, None));
    assert_eq!(shelf.catch_up(1, ON), (0, None));
    let whole = Shelf::with(0..20);
    whole.catch_up(1, ON);
    for name in ["passages", "directions", "commit.json"] {
        assert_eq!(
            std::fs::read(shelf.file(name)).unwrap(),
            std::fs::read(whole.file(name)).unwrap(),
            "{name}"
        );
    }
    shelf.vectors().check().unwrap();
}

#[test]
fn vectors_of_another_model_are_told_and_made_anew() {
    let shelf = Shelf::with(0..2);
    shelf.catch_up(1, ON);
    let first = shelf.encoder(1).model().to_owned();
    assert!(matches!(Dense::open(shelf.0.path(), shelf.encoder(2)), Err(VectorError::Model { .. })));
    // Whoever reads the old ones still can.
    let (old, question) = (shelf.vectors(), shelf.encoder(1).encode_one("ferry").unwrap());
    let before = old.nearest(&question, |_| true, 3).unwrap();
    assert_eq!(shelf.catch_up(2, ON), (2, Some(Anew::Model(first))));
    assert_eq!(old.nearest(&question, |_| true, 3).unwrap(), before);
    Dense::open(shelf.0.path(), shelf.encoder(2)).unwrap();
}

#[test]
fn vectors_that_do_not_fit_the_store_or_are_damaged_are_made_anew() {
    let shelf = Shelf::with(0..3);
    shelf.catch_up(1, ON);
    let commit = std::fs::read_to_string(shelf.file("commit.json")).unwrap();
    let anew = |changed: String| {
        std::fs::write(shelf.file("commit.json"), changed).unwrap();
        let (taken, anew) = shelf.catch_up(1, ON);
        assert_eq!(taken, 3);
        anew.unwrap()
    };
    assert_eq!(anew(commit.replace("\"seq\":3", "\"seq\":9")), Anew::Store);
    assert_eq!(anew(commit.replace("\"format\":1", "\"format\":9")), Anew::Format);
    assert!(matches!(anew("{".into()), Anew::Damaged(_)));
    assert!(matches!(anew(commit.replace("\"records\":", "\"records\":9")), Anew::Damaged(_)));
    assert_eq!(std::fs::read_to_string(shelf.file("commit.json")).unwrap(), commit);
}

#[test]
fn damage_is_found_by_the_check() {
    let shelf = Shelf::with(0..2);
    shelf.catch_up(1, ON);
    for name in ["passages", "directions"] {
        let sound = std::fs::read(shelf.file(name)).unwrap();
        let mut bytes = sound.clone();
        bytes[5] ^= 1;
        std::fs::write(shelf.file(name), &bytes).unwrap();
        let error = shelf.vectors().check().unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("--rebuild"), "{error}");
        std::fs::write(shelf.file(name), &sound[1..]).unwrap();
        assert!(matches!(Vectors::open(shelf.0.path()), Err(VectorError::Damaged { .. })));
        std::fs::write(shelf.file(name), &sound).unwrap();
    }
    shelf.vectors().check().unwrap();
}

#[test]
fn only_one_writes_at_a_time() {
    let shelf = Shelf::with(0..1);
    let (store, encoder) = (shelf.store(), shelf.encoder(1));
    let (writer, _) = VectorWriter::open(shelf.0.path(), &store, encoder.model()).unwrap();
    let second = VectorWriter::open(shelf.0.path(), &store, encoder.model());
    assert!(matches!(second, Err(DenseError::Vectors(VectorError::Busy(_)))));
    assert!(matches!(Vectors::remove(shelf.0.path()), Err(VectorError::Busy(_))));
    drop(writer);
    Vectors::remove(shelf.0.path()).unwrap();
    assert!(matches!(Vectors::open(shelf.0.path()), Err(VectorError::Missing(_))));
}

#[test]
fn an_empty_store_has_no_nearest_passages() {
    let shelf = Shelf::with(0..0);
    assert!(matches!(Vectors::open(shelf.0.path()), Err(VectorError::Missing(_))));
    assert_eq!(shelf.catch_up(1, ON), (0, None));
    let dense = Dense::open(shelf.0.path(), shelf.encoder(1)).unwrap();
    assert!(dense.nearest("ferry", |_| true, 3).unwrap().is_empty());
    dense.vectors().check().unwrap();
}
