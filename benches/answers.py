#!/usr/bin/env python3
"""Answers to the same questions: put together by Caveat without a model, and by a language model with a plain prompt.

    python3 benches/answers.py --questions QUESTIONS.jsonl --out answers.jsonl [--caveat target/release/caveat]
        [--endpoint http://127.0.0.1:8080/v1 --model NAME] SET=ARTICLES.jsonl...

QUESTIONS and ARTICLES are those of `caveat eval answers --questions --articles`. A line of the result is what
`caveat eval answers --answers` reads: {"id", "system", "question", "answer", "contexts": [{"title", "text"}]}. The contexts of
Caveat's answers are the articles that they cite, those of the model's the beginnings of the first three of these, which is what
its prompt holds. What is in --out already is not asked again, so that a run can be stopped.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request
from datetime import datetime
from pathlib import Path

# Claims of a report that make its answer, and words of an article that a model is shown: small models read slowly.
CLAIMS, SHOWN, WORDS = 8, 3, 95
PROMPT = """Answer the question from the sources with a news report of about 110 words: a summary, the evidence, and a \
bottom line. Put citations [n] behind each statement.

Question: {question}

{sources}

Question: {question}
News report with [n] citations:"""


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def context(article):
    """An article as a source of an answer: whose it is and of which day stands before its title, as answers speak of both."""
    day = datetime.fromisoformat(article["published"].replace("Z", "+00:00")) if article.get("published") else None
    dated = f"{day.day} {day:%B %Y}" if day else "without a date"
    return {"title": f"{article.get('outlet', '')}, {dated}: {article['title']}", "text": article["text"]}


def reports(asked):
    """The report on each question, by its id."""
    with tempfile.TemporaryDirectory() as directory:
        command = [asked.caveat, "-q", "eval", "answers", "--questions", asked.questions, "--articles", *asked.articles]
        subprocess.run([*command, "--reports-out", directory], check=True, stdout=subprocess.DEVNULL)
        return {path.stem: json.loads(path.read_text()) for path in sorted(Path(directory).glob("*.json"))}


def composed(report, articles):
    """The first claims with their citations, and the articles that these name, numbered anew."""
    claims = [claim for section in report["sections"] for claim in section["claims"] if claim["basis"] != "synthesis"]
    numbers, sentences = {}, []
    for claim in claims[:CLAIMS]:
        cited = dict.fromkeys(citation["source"] for citation in claim["citations"])
        marks = "".join(f" [{numbers.setdefault(source, len(numbers) + 1)}]" for source in cited)
        text = claim["text"].rstrip()
        end = text[-1] if text[-1] in ".!?" else "."
        sentences.append(text.rstrip(".!?") + marks + end)
    urls = {source["n"]: source["url"] for source in report["sources"]}
    contexts = [articles.get(urls[source]) for source in numbers]
    return " ".join(sentences), contexts


def plain(report, question, articles, asked):
    found = [articles[source["url"]] for source in report["sources"] if source["url"] in articles][:SHOWN]
    contexts = [{"title": one["title"], "text": " ".join(one["text"].split()[:WORDS])} for one in found]
    if not contexts:
        return "", contexts
    sources = "\n\n".join(f"[{n}] {one['title']}: {one['text']}" for n, one in enumerate(contexts, 1))
    body = {
        "model": asked.model,
        "messages": [{"role": "user", "content": PROMPT.format(question=question, sources=sources)}],
        "temperature": 0,
        "seed": 1,
        "max_tokens": 190,
    }
    request = urllib.request.Request(
        f"{asked.endpoint}/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=3600) as reply:
        return json.load(reply)["choices"][0]["message"]["content"], contexts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="+", metavar="SET=ARTICLES.jsonl")
    parser.add_argument("--questions", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--caveat", default="target/release/caveat")
    parser.add_argument("--endpoint")
    parser.add_argument("--model", default="default")
    asked = parser.parse_args()
    articles = {}
    for given in asked.articles:
        articles |= {one["url"]: context(one) for one in lines(given.split("=", 1)[-1])}
    questions = {question["id"]: question["question"] for question in lines(asked.questions)}
    known = {(one["id"], one["system"]) for one in (lines(asked.out) if asked.out.exists() else [])}
    with asked.out.open("a", encoding="utf-8") as out:
        for name, report in reports(asked).items():
            systems = {"caveat": lambda r=report: composed(r, articles)}
            if asked.endpoint:
                systems[asked.model] = lambda r=report, n=name: plain(r, questions[n], articles, asked)
            for system, answered in systems.items():
                if (f"{name}-{system}", system) in known:
                    continue
                answer, contexts = answered()
                if not answer or not contexts or None in contexts:
                    print(f"{name}: no answer of {system} from articles of these files", file=sys.stderr)
                    continue
                line = {"id": f"{name}-{system}", "system": system, "question": questions[name]}
                print(json.dumps({**line, "answer": answer, "contexts": contexts}), file=out, flush=True)


if __name__ == "__main__":
    main()
