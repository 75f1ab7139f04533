#!/usr/bin/env python3
"""Retrieval beside bm25s and SQLite FTS5, on the same collections in one run.

    python3 -m venv target/peers && target/peers/bin/pip install bm25s PyStemmer pytrec-eval-terrier
    target/peers/bin/python benches/peers.py [--caveat target/release/caveat] [--rounds N] FOLDER[:SPLIT]...

A FOLDER is in the form of BEIR (corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv); SPLIT is `test` unless given.
Everyone indexes title and text, and ranks the 100 best documents of each query. All figures are pytrec_eval's.
Times are processor times of one thread: documents indexed and queries answered a second, the best of N rounds.
Caveat's own figures are compared with pytrec_eval's on the run that it wrote; they must agree to four decimals.
"""

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Before numpy is loaded, so that everyone has one thread.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import bm25s  # noqa: E402
import pytrec_eval  # noqa: E402
import Stemmer  # noqa: E402

DEPTH = 100
# What the tables show, by pytrec_eval's names.
SHOWN = {"nDCG@10": "ndcg_cut_10", "MAP@5": "map_cut_5", "Recall@100": "recall_100"}
# What Caveat prints, by pytrec_eval's names. `mrr@10` is `recip_rank` on the ranking cut at ten.
OURS = {
    "ndcg@10": "ndcg_cut_10",
    "map@5": "map_cut_5",
    "recall@100": "recall_100",
    "success@1": "success_1",
    "success@5": "success_5",
    "success@10": "success_10",
}
MEASURES = {"ndcg_cut.10", "map_cut.5", "recall.100", "success.1,5,10", "recip_rank"}


class Collection:
    """The files of a BEIR folder, and the queries that one split of it grades."""

    def __init__(self, folder, split):
        self.name = f"{folder.name}/{split}"
        self.corpus, self.queries_file = folder / "corpus.jsonl", folder / "queries.jsonl"
        self.qrels_file = folder / "qrels" / f"{split}.tsv"
        documents = [json.loads(line) for line in self.corpus.open(encoding="utf-8") if line.strip()]
        self.ids = [str(document["_id"]) for document in documents]
        self.texts = [f"{d.get('title') or ''} {d.get('text') or ''}" for d in documents]
        self.qrels = {}
        for line in self.qrels_file.read_text(encoding="utf-8").splitlines()[1:]:
            query, document, grade = line.split("\t")
            self.qrels.setdefault(query, {})[document] = int(grade)
        lines = (json.loads(line) for line in self.queries_file.open(encoding="utf-8") if line.strip())
        texts = {str(query["_id"]): query["text"] for query in lines}
        self.queries = {query: texts[query] for query in self.qrels}


def scores(qrels, run):
    """Means over all graded queries; one without a ranking counts with 0, which pytrec_eval would leave out."""
    found = pytrec_eval.RelevanceEvaluator(qrels, MEASURES).evaluate(run)
    names = list(SHOWN.values()) + list(OURS.values()) + ["recip_rank"]
    return {name: sum(q[name] for q in found.values()) / len(qrels) for name in names}


def cut(run, depth):
    best = {query: sorted(ranking.items(), key=lambda item: -item[1]) for query, ranking in run.items()}
    return {query: dict(ranking[:depth]) for query, ranking in best.items()}


def caveat(collection, program):
    with tempfile.TemporaryDirectory() as directory:
        run_file = Path(directory) / "run.trec"
        files = ["--corpus", collection.corpus, "--queries", collection.queries_file]
        files += ["--qrels", collection.qrels_file, "--run-out", run_file]
        command = [program, "-q", "eval", "retrieval", "--format", "json", *files]
        printed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        run = {}
        for line in run_file.read_text(encoding="utf-8").splitlines():
            query, _, document, _, score, _ = line.split(" ")
            run.setdefault(query, {})[document] = float(score)
    check(collection, printed["figures"], run)
    cost = printed["cost"]
    return run, len(collection.ids) / cost["index_seconds"], 1000 / cost["latency_ms"]["whole"]["mean"]


def check(collection, printed, run):
    ours = {name: printed[name] for name in [*OURS, "mrr@10"]}
    theirs = {name: scores(collection.qrels, run)[measure] for name, measure in OURS.items()}
    theirs["mrr@10"] = scores(collection.qrels, cut(run, 10))["recip_rank"]
    wrong = [name for name in ours if f"{ours[name]:.4f}" != f"{theirs[name]:.4f}"]
    if wrong:
        sys.exit(f"{collection.name}: {', '.join(wrong)} differ from pytrec_eval: {ours} {theirs}")


def bm25s_stemmed(collection):
    stemmer = Stemmer.Stemmer("english")
    tokens = lambda texts: bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)  # noqa: E731
    started = time.process_time()
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index(tokens(collection.texts), show_progress=False)
    indexed = time.process_time()
    run = {}
    for query, text in collection.queries.items():
        k = min(DEPTH, len(collection.ids))
        found, scored = index.retrieve(tokens([text]), k=k, show_progress=False, n_threads=0)
        best = zip(found[0], scored[0])
        run[query] = {collection.ids[place]: float(score) for place, score in best if score > 0}
    answered = time.process_time()
    return run, len(collection.ids) / (indexed - started), len(run) / (answered - indexed)


def fts5(collection):
    connection = sqlite3.connect(":memory:")
    started = time.process_time()
    connection.execute("CREATE VIRTUAL TABLE documents USING fts5(text, tokenize = 'porter unicode61')")
    connection.executemany("INSERT INTO documents (rowid, text) VALUES (?, ?)", enumerate(collection.texts))
    connection.commit()
    indexed = time.process_time()
    sql = "SELECT rowid, -rank FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?"
    run = {}
    for query, text in collection.queries.items():
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        found = connection.execute(sql, (words, DEPTH)).fetchall() if words else []
        run[query] = {collection.ids[place]: score for place, score in found}
    answered = time.process_time()
    return run, len(collection.ids) / (indexed - started), len(run) / (answered - indexed)


def best_of(rounds, rank):
    """The rankings are the same in every round; the speeds are the best, since others use the machine too."""
    runs, documents, queries = zip(*(rank() for _ in range(rounds)))
    return runs[0], max(documents), max(queries)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER[:SPLIT]")
    parser.add_argument("--caveat", default="target/release/caveat")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print("| collection | | " + " | ".join(SHOWN) + " | documents/s | queries/s |")
    print("|---|---|" + "---:|" * (len(SHOWN) + 2))
    for folder in asked.folders:
        path, _, split = folder.partition(":")
        collection = Collection(Path(path), split or "test")
        ranks = {
            "caveat": lambda c=collection: caveat(c, asked.caveat),
            f"bm25s {bm25s.__version__}": lambda c=collection: bm25s_stemmed(c),
            f"SQLite {sqlite3.sqlite_version} FTS5": lambda c=collection: fts5(c),
        }
        for name, rank in ranks.items():
            run, documents, queries = best_of(asked.rounds, rank)
            means = scores(collection.qrels, run)
            figures = " | ".join(f"{means[measure]:.4f}" for measure in SHOWN.values())
            print(f"| {collection.name} | {name} | {figures} | {documents:.0f} | {queries:.0f} |", flush=True)


if __name__ == "__main__":
    main()
