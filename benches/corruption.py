#!/usr/bin/env python3
"""Whether scores fall where answers are made worse: Caveat's beside ragas' metrics without a model and ROUGE-L.

    python3 -m venv target/peers && target/peers/bin/pip install ragas "langchain-community<0.4" rouge-score rapidfuzz sacrebleu
    target/peers/bin/python benches/corruption.py [--caveat target/release/caveat] ANSWERS.jsonl...

A line of ANSWERS is {"question", "answer", "contexts": [{"title", "text"}]}, as `benches/answers.py` makes them. Of the
statements of each answer none, a quarter, half, three quarters and all are made worse (in turn: a number, a name, a denial, a
hedge, a quotation, or the statement of another answer in its place), and all that can be in each way by itself. Told are rank
correlations (Spearman) with how many statements were made worse: over all copies, and the mean of those of single answers. The
copies are made by this script, which shares no code and no word list with the program. What is not installed is said.
"""

import argparse
import asyncio
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata
from pathlib import Path

# ragas' metrics are where its documents say; that they will move is its own affair.
warnings.filterwarnings("ignore", category=DeprecationWarning)
SHARES = [0, 0.25, 0.5, 0.75, 1]
# A part of an answer with fewer words is left as it is: a heading, a mark.
SHORTEST = 5
CITATION = r"(?:\s*\[\d+\])*"


def statements(answer):
    """Parts of an answer; those at odd places stand between statements."""
    parts = re.split(rf"(?:(?<=[.!?])|(?<=[.!?][”\"’'])|(?<=\]))(\s+)(?=[A-Z“\"*\d#-])|(\n+)", answer)
    return [part for part in parts if part]


def is_statement(part):
    return len(re.findall(r"\w+", part)) >= SHORTEST and not part.rstrip().endswith((":", "?"))


def number(text, _):
    found = [m for m in re.finditer(r"(?<!\[)\b\d[\d,.]*\d\b|(?<!\[)\b\d\b(?!\])(?!\. )", text)]
    if not found:
        words = {"two": "seven", "three": "eight", "four": "nine", "five": "twelve", "six": "two", "seven": "three"}
        return re.sub(r"\b(two|three|four|five|six|seven)\b", lambda m: words[m[0]], text, count=1)
    m = found[-1]
    digits = re.sub(r"\D", "", m[0])
    return text[: m.start()] + str(int(digits) * 2 + 1) + text[m.end() :]


def name(text, rng):
    found = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*", text))
    if not found:
        return text
    m = rng.choice(found)
    return text[: m.start()] + rng.choice(["Oskar Brandvik", "Ilse Korvin", "Mara Lindqvist"]) + text[m.end() :]


def denial(text, _):
    without = re.sub(r"\b(not|never) ", "", text, count=1)
    if without != text:
        return without
    return re.sub(r"\b(is|are|was|were|has|have|had|will|would|can|could|should)\b(?! not)", r"\1 not", text, count=1)


def hedge(text, there):
    for pattern, instead in [
        (r"\b(may|might|could)\b", "will"),
        (r"\b(allegedly|reportedly|possibly|likely|perhaps) ", ""),
    ]:
        changed = re.sub(pattern, instead, text, count=1)
        if changed != text:
            return changed
    told = re.search(r", (?:according to )?((?:the )?[A-Z][^,.\[]*?)(?: said| told [^,.\[]+?)?(?=\s*(?:\[\d|\.))", text)
    if told and re.search(r"according to|said|told", told[0]) and told[1].split()[-1] in there:
        return text[: told.start()] + text[told.end() :]
    return text


def quotation(text, rng):
    quoted = re.search(r"[“\"]([^“”\"]{12,})[”\"]", text)
    words = list(re.finditer(r"\b[a-z]{4,}\b", quoted[1])) if quoted else []
    if not words:
        return text
    m, start = rng.choice(words), quoted.start(1)
    return text[: start + m.start()] + "nothing" + text[start + m.end() :]


KINDS = {"number": number, "name": name, "denial": denial, "hedge": None, "quotation": quotation}


class Copies:
    """Copies of answers, each with how many of its statements were made worse, or in which way."""

    def __init__(self, answers, seed):
        self.answers, self.seed = answers, seed
        self.parts = [statements(one["answer"]) for one in answers]
        self.others = [
            (one.get("question"), part) for one, parts in zip(answers, self.parts) for part in parts if is_statement(part)
        ]

    def foreign(self, text, rng, question):
        """The statement of an answer to another question, with the citations of this one."""
        marks = "".join(re.findall(r"\s*\[\d+\]", text))
        other = re.sub(rf"{CITATION}([.!?]?){CITATION}\s*$", "", rng.choice([part for asked, part in self.others if asked != question]))
        other = re.sub(r"\s*\[\d+\]", "", other)
        return f"{other}{marks}."

    def worse(self, text, kind, rng, answer):
        if kind == "foreign":
            return self.foreign(text, rng, answer.get("question"))
        # What an outlet is said to say is no hedge where its own article says it.
        return hedge(text, joined(answer)) if kind == "hedge" else KINDS[kind](text, rng)

    def any_way(self, text, rng, answer):
        kinds = [*KINDS, "foreign"]
        for kind in rng.sample(kinds, len(kinds)):
            changed = self.worse(text, kind, rng, answer)
            if changed != text:
                return changed
        return text

    def by_amount(self):
        for at, answer in enumerate(self.answers):
            rng = random.Random(f"{self.seed} {at}")
            places = [place for place, part in enumerate(self.parts[at]) if is_statement(part)]
            rng.shuffle(places)
            bad = {place: self.any_way(self.parts[at][place], rng, answer) for place in places}
            for share in SHARES:
                chosen = set(places[: round(share * len(places))])
                text = "".join(bad[n] if n in chosen else part for n, part in enumerate(self.parts[at]))
                yield {**answer, "id": f"{at} {share}", "answer": text, "of": at, "share": share}

    def by_kind(self):
        for kind in [*KINDS, "foreign"]:
            for at, answer in enumerate(self.answers):
                rng = random.Random(f"{self.seed} {kind} {at}")
                parts = [self.worse(part, kind, rng, answer) if is_statement(part) else part for part in self.parts[at]]
                if "".join(parts) != answer["answer"]:
                    yield {**answer, "id": f"{at} {kind}", "answer": "".join(parts), "of": at, "kind": kind}


def caveat(copies, program):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "copies.jsonl"
        keys = ["id", "question", "answer", "contexts"]
        path.write_text("".join(json.dumps({key: one.get(key, "") for key in keys}) + "\n" for one in copies))
        command = [program, "eval", "answers", "--answers", path, "--format", "json"]
        printed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    names = ["faithfulness", "citation_recall", "hedge_agreement", "quote_exactness"]
    # What an answer has none of says nothing of it: the same as one without a fault.
    scores = {f"Caveat {name}": [q["figures"].get(name, 1.0) for q in printed["questions"]] for name in names}
    return {name: (values, printed["seconds_per_answer"]) for name, values in scores.items()}


def timed(copies, score):
    started = time.process_time()
    return [score(one) for one in copies], (time.process_time() - started) / max(1, len(copies))


def joined(one):
    return "\n".join(context["text"] for context in one["contexts"])


def rouge(copies):
    from rouge_score import rouge_scorer

    scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=True)
    found, seconds = timed(copies, lambda one: scorer.score(joined(one), one["answer"])["rougeL"])
    return {
        "ROUGE-L precision against contexts": ([score.precision for score in found], seconds),
        "ROUGE-L F1 against contexts": ([score.fmeasure for score in found], seconds),
    }


def of_ragas(metric, sample, copies):
    # Not `single_turn_score`, which starts a loop and a thread each time; only the metric itself is to be timed.
    return timed(copies, lambda one: asyncio.run(metric._single_turn_ascore(sample(one), None)))


def ragas(copies):
    """Two metrics without a model that take an answer and a reference: here the contexts, whole."""
    from ragas.dataset_schema import SingleTurnSample
    from ragas.metrics import BleuScore, NonLLMStringSimilarity
    from ragas.metrics.quoted_spans import quoted_spans_alignment

    def whole(one):
        return SingleTurnSample(response=one["answer"], reference=joined(one))

    def quotes(one):
        found = quoted_spans_alignment([one["answer"]], [[context["text"] for context in one["contexts"]]])
        return found["citation_alignment_quoted_spans"] if found["total"] else 1.0

    return {
        "ragas NonLLMStringSimilarity": of_ragas(NonLLMStringSimilarity(), whole, copies),
        "ragas BleuScore": of_ragas(BleuScore(), whole, copies),
        "ragas quoted_spans_alignment": timed(copies, quotes),
    }


def ragas_recall(copies):
    """It looks for reference contexts among those retrieved, never at an answer: so it is given the answer's statements,
    and the sentences of the contexts, as no statement is like a whole article."""
    from ragas.dataset_schema import SingleTurnSample
    from ragas.metrics import NonLLMContextRecall

    def sentences(one):
        said = [part for part in statements(one["answer"]) if is_statement(part)] or [one["answer"]]
        there = re.split(r"(?<=[.!?])\s+", joined(one))
        return SingleTurnSample(retrieved_contexts=there, reference_contexts=said)

    return {"ragas NonLLMContextRecall": of_ragas(NonLLMContextRecall(), sentences, copies)}


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    found, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for place in order[at:end]:
            found[place] = (at + end - 1) / 2
        at = end
    return found


def spearman(a, b):
    a, b = ranks(a), ranks(b)
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    product = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    spread = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return product / spread**0.5 if spread else 0.0


def mean(values):
    values = list(values)
    return sum(values) / max(1, len(values))


def tell(amounts, kinds, scores):
    first = len(amounts)
    shares = [one["share"] for one in amounts]
    print("\n| metric | all copies | within an answer | mean with 0, ¼, ½, ¾, 1 made worse | seconds an answer |")
    print("|---|---:|---:|---|---:|")
    for name, (values, seconds) in scores.items():
        within = [
            spearman(values[at : at + len(SHARES)], SHARES)
            for at in range(0, first, len(SHARES))
        ]
        levels = ", ".join(f"{mean(v for v, s in zip(values, shares) if s == share):.3f}" for share in SHARES)
        print(f"| {name} | {spearman(values[:first], shares):.2f} | {mean(within):.2f} | {levels} | {seconds:.4f} |")
    names = list(dict.fromkeys(one["kind"] for one in kinds))
    print("\nCopies of which every statement that can be is made worse in one way: the share that scores lower than the")
    print("answer that it was made of; equal scores count half.\n")
    counts = {kind: sum(one["kind"] == kind for one in kinds) for kind in names}
    print("| metric | " + " | ".join(f"{kind} ({counts[kind]})" for kind in names) + " |")
    print("|---|" + "---:|" * len(names))
    originals = {one["of"]: at for at, one in enumerate(amounts) if one["share"] == 0}
    for name, (values, _) in scores.items():
        def below(at, one):
            before, now = values[originals[one["of"]]], values[first + at]
            return 1.0 if now < before else 0.5 if now == before else 0.0

        lower = [mean(below(at, one) for at, one in enumerate(kinds) if one["kind"] == kind) for kind in names]
        print(f"| {name} | " + " | ".join(f"{share:.2f}" for share in lower) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", nargs="+", type=Path)
    parser.add_argument("--caveat", default="target/release/caveat")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the copies of the first answer, and stop")
    asked = parser.parse_args()
    read = (json.loads(line) for path in asked.answers for line in path.read_text().splitlines() if line.strip())
    answers = [one for one in read if sum(map(is_statement, statements(one["answer"]))) > 1]
    copies = Copies(answers, asked.seed)
    amounts, kinds = list(copies.by_amount()), list(copies.by_kind())
    if asked.show:
        for one in (one for one in amounts + kinds if one["of"] == 0):
            print(f"--- {one['id']}\n{one['answer']}\n")
        return
    systems = sorted({one.get("system", "?") for one in answers})
    count = {system: sum(one.get("system", "?") == system for one in answers) for system in systems}
    told = sum(is_statement(part) for parts in copies.parts for part in parts)
    print(f"{len(answers)} answers with more than one statement ({told} statements): ", end="")
    print(", ".join(f"{count[system]} of {system}" for system in systems))
    scores = caveat(amounts + kinds, asked.caveat)
    peers = [("rouge-score", rouge), ("ragas", ragas), ("ragas", ragas_recall)]
    # Side by side: times are processor times, each of its own process.
    with ProcessPoolExecutor(len(peers)) as pool:
        running = [(package, pool.submit(score, amounts + kinds)) for package, score in peers]
        for package, score in running:
            try:
                scores |= score.result()
                print(f"{package} {metadata.version(package)}")
            except (ImportError, metadata.PackageNotFoundError) as error:
                print(f"{package} is left out: {error}", file=sys.stderr)
    tell(amounts, kinds, scores)


if __name__ == "__main__":
    main()
