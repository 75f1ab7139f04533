//! What it costs to check a claim: reading the evidence and the claim, score, alarms and quotes.
//!
//! `cargo bench --bench ground` checks claims of about 20 words (the sentences of a text with a number, a name or a
//! "not" changed in some) against texts of 200 and of 1,000 words, each read anew for each claim.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const TOWNS: [&str; 7] = ["Calder", "Marsh", "Verrin", "Ostrel", "Lindmouth", "Hallow", "Port Sarrow"];
const PEOPLE: [&str; 5] = ["Ada Quill", "Joren Falk", "Petra Noll", "Dragan Melk", "Ilse Korvin"];
const TEMPLATES: [&str; 10] = [
    "The council of {town} voted {n} to 11 on Tuesday to pay for a new tidal gate, after a debate that lasted until midnight.",
    "{person}, who leads the harbour workers, said that \"nobody in {town} was asked\" and that {n} families would have to move.",
    "According to the ministry, the cost rose by {n} percent in two years, mostly because steel became dearer.",
    "Critics did not accept that figure; {person} called it a guess and asked the auditors for the papers behind it.",
    "In {town}, {n} fishing boats stayed in port while inspectors looked at the broken crane and its foundations.",
    "The builder denied that it had known of the cracks before March, and announced a review by engineers from abroad.",
    "A spokesman for {person} told reporters that talks with the banks might begin within {n} days.",
    "Residents remember the flood of {n} years ago, when water stood in the market hall of {town} for a week.",
    "The company plans to hire {n} people in spring, most of them from the villages around {town}.",
    "It is not known whether {person} met the owner of the yard before the bids were opened on 14 January.",
];

/// A text of about so many words, and its sentences.
fn text(words: usize) -> (String, Vec<String>) {
    let mut sentences: Vec<String> = Vec::new();
    let mut long = 0;
    while long < words {
        let at = sentences.len();
        let pick = |all: &[&str], step: usize| {
            all.get((at * step) % all.len()).copied().unwrap_or_default().to_owned()
        };
        let sentence = pick(&TEMPLATES, 1)
            .replace("{town}", &pick(&TOWNS, 3))
            .replace("{person}", &pick(&PEOPLE, 2))
            .replace("{n}", &(20 + at * 7).to_string());
        long += sentence.split(' ').count();
        sentences.push(sentence);
    }
    (sentences.join(" "), sentences)
}

/// True claims and false ones.
fn claims(sentences: &[String]) -> Vec<String> {
    let changed = |(at, sentence): (usize, &String)| match at % 4 {
        0 => sentence.clone(),
        1 => sentence.replace("said", "did not say").replace("denied", "confirmed"),
        2 => sentence.replace('2', "3").replace('7', "8"),
        _ => sentence.replace("Ada Quill", "Petra Noll").replace("Calder", "Hallow"),
    };
    sentences.iter().enumerate().map(changed).collect()
}

fn check(bench: &mut Criterion) {
    for words in [200, 1_000] {
        let (text, sentences) = text(words);
        let claims = claims(&sentences);
        let mut group = bench.benchmark_group(format!("{words} words"));
        group.throughput(Throughput::Elements(claims.len() as u64));
        group.bench_function("claims", |b| {
            b.iter(|| {
                for claim in &claims {
                    black_box(caveat::ground::check(black_box(claim), &[black_box(text.as_str())]));
                }
            });
        });
        group.finish();
    }
}

criterion_group!(benches, check);
criterion_main!(benches);
