#!/usr/bin/env python3
"""Measures again what README.md, benches/README.md and docs/evaluation.md state, and lays it beside what they state.

    cargo build --release
    python3 -m venv target/peers
    target/peers/bin/pip install bm25s PyStemmer pytrec-eval-terrier trafilatura newspaper4k lxml_html_clean ragas "langchain-community<0.4" \\
        rouge-score rapidfuzz sacrebleu scrapy
    target/peers/bin/python benches/figures.py DATA [--only PART,…] [--slow] [--answers FILE]

DATA holds the public sets that benches/README.md names: retrieval/{scifact,checkthat2020t2}, extraction/{article-extraction-
benchmark,text-presence,news-dates}, grounding/*.jsonl, hedging/, news/{wikinews,weekly-2023}/. Stated figures are read from the
documents, not kept here. What cannot be measured for lack of a set, a peer or a model is said. --slow runs the benches of Rust
and the crawl as well. Exit status 1 if a figure that does not depend on the machine is not what is stated.
"""

import argparse
import importlib.util
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCHES, GUIDE, README = "benches/README.md", "docs/evaluation.md", "README.md"


def stated(document, row, column):
    """A cell of a Markdown table of a document: of the row that begins so, in the column with that heading."""
    headings = []
    for line in (ROOT / document).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            headings = []
        elif not headings:
            headings = cells
        elif " ".join(cells).startswith(row) and column in headings:
            return cells[headings.index(column)]
    return None


def first_number(text):
    found = re.search(r"[-−]?\d*\.?\d+", (text or "").replace(",", ""))
    return float(found[0].replace("−", "-")) if found else None


class Told:
    """The rows of the result."""

    def __init__(self):
        self.differ, self.left_out = 0, []

    def part(self, title):
        print(f"\n## {title}\n\n| what | stated | measured | |\n|---|---|---|---|", flush=True)

    def quality(self, what, said, value):
        """A figure that is the same on every machine: as many digits as are stated have to be the same."""
        number = first_number(said)
        digits = len(said.split(".")[1].split()[0].rstrip("),;*%")) if said and "." in said else 0
        same = number is not None and abs(round(value, digits) - number) < 10**-digits / 2
        self.differ += number is not None and not same
        note = "" if same else "not stated" if number is None else "**differs**"
        print(f"| {what} | {said or ''} | {value:.4f} | {note} |", flush=True)

    def cost(self, what, said, value, ratio=None):
        """A figure of this machine, and how many times a peer's it is."""
        print(f"| {what} | {said or ''} | {value} | {f'{ratio:.1f} times' if ratio else ''} |", flush=True)

    def without(self, what, why):
        self.left_out.append(f"{what}: {why}")
        print(f"\nleft out: {what}: {why}", flush=True)


class Measure:
    def __init__(self, asked):
        self.asked, self.data, self.told = asked, asked.data, Told()

    def caveat(self, *arguments):
        command = [self.asked.caveat, "-q", *map(str, arguments), "--format", "json"]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=self.empty).stdout)

    def has(self, what, *paths):
        missing = [str(path) for path in paths if not (self.data / path).exists()]
        if missing:
            self.told.without(what, f"there is no {', no '.join(missing)} in DATA")
        return not missing

    def peers(self, what, *modules):
        missing = [module for module in modules if importlib.util.find_spec(module) is None]
        if missing:
            self.told.without(what, f"not installed: {', '.join(missing)}")
        return not missing

    def bench(self, script, *arguments):
        """The rows that another script prints, each a list of cells."""
        command = [sys.executable, ROOT / "benches" / script, "--caveat", self.asked.caveat, *map(str, arguments)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if ran.returncode:
            self.told.without(f"benches/{script}", f"ended with {ran.returncode}")
        print(ran.stdout)
        rows = [line.strip().strip("|").split("|") for line in ran.stdout.splitlines() if line.startswith("|")]
        return [[cell.strip() for cell in row] for row in rows]

    def program(self):
        self.told.part("The program")

        def best(*arguments, rounds=20):
            """The best of some rounds, since others use the machine too."""
            times = []
            for _ in range(rounds):
                started, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
                subprocess.run([self.asked.caveat, *arguments], check=True, capture_output=True, cwd=self.empty)
                ended, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - wall
                spent = ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime
                times.append((spent, wall))
            return f"{1000 * min(times)[0]:.0f} ms of processor time, {1000 * min(wall for _, wall in times):.0f} ms"

        self.told.cost("start to `--help`", stated(BENCHES, "start to `--help`", "figure"), best("--help"))
        self.told.cost("`demo`, all of it", stated(BENCHES, "`demo`, all of it", "figure"), best("demo"))
        subprocess.run([self.asked.caveat, "-q", "init"], check=True, capture_output=True, cwd=self.empty)
        feeds = (self.empty / "config.toml").read_text().count("[[source]]")
        (self.empty / "config.toml").unlink()
        said = re.search(r"with (\d+) public news feeds", (ROOT / README).read_text())
        self.told.quality("public news feeds of `caveat init`", said and said[1], feeds)
        articles = self.data / "news/wikinews/articles.jsonl"
        if self.has("import of 659 articles", "news/wikinews/articles.jsonl"):
            index = str(self.empty / "index")
            taken = best("-q", "--index", index, "import", str(articles), rounds=1)
            self.told.cost("`import` of 659 articles", stated(BENCHES, "`import` of 659 articles", "figure"), taken)
            asked = best("--index", index, "ask", "Is the parliament suspended?")
            self.told.cost("`ask` on 659 articles", stated(BENCHES, "`ask` on 659 articles", "figure"), asked)

    def retrieval(self):
        self.told.part("Retrieval: caveat, and BM25 in the better of two settings")
        beir = [("BEIR SciFact, test", "scifact", "test", "ndcg@10"), ("BEIR SciFact, train", "scifact", "train", "ndcg@10")]
        beir += [("CheckThat 2020 task 2, dev", "checkthat2020t2", "dev", "map@5")]
        beir += [("CheckThat 2020 task 2, train", "checkthat2020t2", "train", "map@5")]
        for row, name, split, figure in beir:
            folder = Path("retrieval") / name
            if not self.has(row, folder / f"qrels/{split}.tsv"):
                continue
            files = {"corpus": "corpus.jsonl", "queries": "queries.jsonl", "qrels": f"qrels/{split}.tsv"}
            named = [part for key, file in files.items() for part in (f"--{key}", self.data / folder / file)]
            found = self.caveat("eval", "retrieval", *named, "--reference", "--typos", 2, "--seed", 1)
            bm25 = max(found["baselines"], key=lambda one: one["figures"][figure])
            for system, one in [("caveat", found), ("BM25", bm25)]:
                said = stated(BENCHES, row, system)
                self.told.quality(f"{row}, {figure}, {system}", said, one["figures"][figure])
                fall = re.search(r"\(([^)]*)%\)", said or "")
                if fall:
                    self.told.quality("… change by misspelling, %", fall[1], -100 * one["misspelt"]["fall"][figure])
        if self.has("quizzes", "news/weekly-2023/questions.jsonl"):
            news = self.data / "news/weekly-2023"
            asked = ["--articles", news / "articles.jsonl", "--questions", news / "questions.jsonl", "--reference"]
            found = self.caveat("eval", "retrieval", *asked)
            self.told.quality("quizzes, success@5", stated(BENCHES, "weekly quizzes", "caveat"), found["figures"]["success@5"])
        if self.has("titles", "news/wikinews/articles.jsonl"):
            found = self.caveat("eval", "retrieval", "--articles", self.data / "news/wikinews/articles.jsonl", "--titles")
            self.told.quality("titles, success@1", stated(BENCHES, "Wikinews, titles", "caveat"), found["figures"]["success@1"])
        self.told.without("figures with MiniLM", "the model is not part of DATA; `caveat models pull`, then `[dense]`")
        if self.peers("retrieval beside other programs", "bm25s", "pytrec_eval", "Stemmer"):
            folders = [f"{self.data}/retrieval/{name}:{split}" for _, name, split, _ in beir if split != "train"]
            rows = self.bench("peers.py", *folders)
            self.ratios(rows[2:], {"documents a second": 5, "queries a second": 6})

    def ratios(self, rows, columns):
        own = {}
        for row in rows:
            own.setdefault(row[0], row)
            for what, at in columns.items():
                if row is not own[row[0]]:
                    print(f"{row[0]}: {what}, caveat against {row[1]}: {float(own[row[0]][at]) / float(row[at]):.2f}")

    def grounding(self):
        if not self.has("checking claims", "grounding"):
            return
        self.told.part("Checking claims: weights fitted without the set's family")
        found = self.caveat("eval", "grounding", "--all", self.data / "grounding", "--groups")
        rows = {"AB-dev": "AttributionBench, dev", "WiCE-dev": "WiCE, dev, whole", "WiCEoracle-dev": "WiCE, dev, passages"}
        rows |= {"AB-dev/Stanford-GenSearch": "of these, answers of search", "AB-dev/ExpertQA": "of these, ExpertQA"}
        rows |= {"QAGSsent-cnndm": "QAGS", "CLIFF (pooled)": "CLIFF, both"}
        for one in found["sets"]:
            row = rows.get(one["name"])
            if not row or not one["left_out"]:
                continue
            left = one["left_out"]
            self.told.quality(f"{one['name']}, AUROC", stated(BENCHES, row, "AUROC"), left["auroc"]["value"])
            self.told.quality(f"{one['name']}, overlap", stated(BENCHES, row, "overlap"), one["lexical_auroc"])
            accuracy = left["balanced_accuracy"]["value"]
            self.told.quality(f"{one['name']}, balanced accuracy", stated(BENCHES, row, "balanced accuracy"), accuracy)
        for cell in found["transfer"]:
            said = stated(GUIDE, cell["fitted_on"] or "all the others", cell["tested_on"])
            what = f"fitted on {cell['fitted_on'] or 'all the others'}, tested on {cell['tested_on']}, AUROC"
            self.told.quality(what, said, cell["auroc"]["value"])

    def extraction(self):
        self.told.part("Extraction")
        sets = {"article-extraction-benchmark": [("f1", "F1, 181 pages")], "text-presence": [("string.f1", "F1 of strings")]}
        sets["news-dates"] = [("date.accuracy", "days right, news pages")]
        for name, figures in sets.items():
            if not self.has(name, f"extraction/{name}"):
                continue
            found = self.caveat("eval", "extraction", "--data", self.data / "extraction" / name, "--reference")
            for figure, row in figures:
                self.told.quality(row, stated(BENCHES, row, "all"), found["all"]["figures"][figure]["value"])
                library = found["all"]["figures"].get(f"library.{figure}")
                said = stated(BENCHES, row, "trafilatura crate alone, all")
                if library and said:
                    self.told.quality(f"{row}, trafilatura crate", said, library["value"])
        folder = "extraction/article-extraction-benchmark"
        if self.has("extraction beside others", folder) and self.peers("extraction beside others", "trafilatura", "newspaper"):
            self.bench("extraction.py", self.data / folder)

    def wording(self):
        self.told.part("Wording (stated nowhere; the gates are in the tests)")
        given = ["--items", ROOT / "tests/judgement/hedging.jsonl"]
        if self.has("strength of sentences", "hedging/press-sentence-strength.csv"):
            given += ["--strength", self.data / "hedging/press-sentence-strength.csv"]
        found = self.caveat("eval", "hedging", *given)
        for name in ["over", "under"]:
            self.told.quality(f"{name}, F1", None, found[name]["f1"])
        if found["strength"]:
            self.told.quality("strength of sentences, rank agreement", None, found["strength"]["spearman"])
            self.told.quality("… a bag of words", None, found["strength"]["bag_of_words"])

    def reports(self):
        news = [f"news/{name}/articles.jsonl" for name in ["wikinews", "weekly-2023"]]
        if not self.has("whole reports", *news):
            return
        self.told.part("Whole reports: questions that were seen, and beside them the first sentences of three articles")
        sets = [f"{path.split('/')[1]}={self.data / path}" for path in news]
        questions = ROOT / "tests/questions/open.jsonl"
        found = self.caveat("eval", "answers", "--questions", questions, "--articles", *sets, "--reference")
        for figure, row in [
            ("nugget_recall", "required facts told"),
            ("right_section", "facts in their section"),
            ("opposing_section", "facts on the opposing side"),
            ("early_answer", "answer in the first three sentences"),
            ("wrong_abstention", "answerable questions refused"),
            ("quote_exactness", "quotations exact"),
            ("words", "words"),
        ]:
            self.told.quality(row, stated(BENCHES, row, "seen"), found["figures"][figure])
        for other in found["baselines"]:
            self.told.quality(f"{other['name']}: required facts told", None, other["figures"]["nugget_recall"])
        self.told.without("the questions kept away", "they are not part of DATA")
        quiz = self.data / "news/weekly-2023"
        found = self.caveat("eval", "answers", "--quiz", quiz / "questions.jsonl", "--articles", quiz / "articles.jsonl")
        prose = (ROOT / BENCHES).read_text()
        said = re.search(r"first three sentences for\s+(\.\d+); in those of the article that ranks first for (\.\d+)", prose)
        for at, figure in [(1, "early_answer"), (2, "lead_answer")]:
            self.told.quality(f"quiz, {figure}", said and said[at], found["figures"][figure])

    def answers(self):
        if not self.asked.answers:
            return self.told.without("scores of answers made worse", "no --answers; `benches/answers.py` makes them")
        print("\n## Answers made worse\n")
        rows = self.bench("corruption.py", *[path for path in self.asked.answers])
        self.told.part("… beside what is stated")
        for row in rows:
            said = stated(GUIDE, row[0], "all copies")
            if said and len(row) == 5:
                self.told.quality(f"{row[0]}, all copies", said, float(row[1]))

    def benches(self):
        if not self.asked.slow:
            return self.told.without("costs by size, copies, speed of checking, a refresh beside Scrapy", "not asked for: --slow")
        articles = self.data / "news/weekly-2023/articles.jsonl"
        for name, more in [("ground", []), ("copies", [articles]), ("index", [articles, 1000, 10000])]:
            print(f"\n## cargo bench --bench {name}\n", flush=True)
            subprocess.run(["cargo", "bench", "--locked", "--bench", name, "--", *map(str, more)], cwd=ROOT, check=False)
        if shutil.which("nginx") is None:
            return self.told.without("a refresh beside Scrapy", "there is no nginx")
        if self.peers("a refresh beside Scrapy", "scrapy", "trafilatura"):
            print("\n## A refresh beside Scrapy\n", flush=True)
            self.bench("crawl.py", self.data / "extraction/article-extraction-benchmark")


def machine(asked):
    def first_line(*command):
        return subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout.strip().partition("\n")[0]

    processor = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        processor = (re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text()) or [None, processor])[1]
    print(f"{processor}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {platform.platform()}")
    print(f"{first_line(asked.caveat, '--version')}, {first_line('rustc', '--version')}, Python {platform.python_version()}")
    print("commit " + first_line("git", "-C", str(ROOT), "describe", "--always", "--dirty"))
    peers = ["bm25s", "trafilatura", "newspaper4k", "ragas", "rouge-score", "scrapy"]
    for peer in peers:
        try:
            print(f"{peer} {metadata.version(peer)}", end="; ")
        except metadata.PackageNotFoundError:
            print(f"{peer} is not installed", end="; ")
    print()


def main():
    parts = ["program", "retrieval", "grounding", "extraction", "wording", "reports", "answers", "benches"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--caveat", default=ROOT / "target/release/caveat", type=lambda path: Path(path).resolve())
    parser.add_argument("--only", default=",".join(parts), help=f"parts, with commas: {', '.join(parts)}")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--answers", nargs="+", type=lambda path: Path(path).resolve())
    asked = parser.parse_args()
    asked.data = asked.data.resolve()
    unknown = set(asked.only.split(",")) - set(parts)
    if unknown or not asked.data.is_dir() or not asked.caveat.exists():
        parser.error(f"no such part: {', '.join(unknown)}" if unknown else "there is no such DATA, or no --caveat")
    machine(asked)
    measure = Measure(asked)
    with tempfile.TemporaryDirectory() as directory:
        # A directory without a configuration.
        measure.empty = Path(directory)
        for part in asked.only.split(","):
            getattr(measure, part)()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{usage.ru_utime + usage.ru_stime:.0f} s of processor time; figures that are not as stated: {measure.told.differ}")
    print("not stated because they need money, an endpoint or days: tokens and speed of language models, questions kept away")
    for one in measure.told.left_out:
        print(f"left out: {one}")
    sys.exit(1 if measure.told.differ else 0)


if __name__ == "__main__":
    main()
