#!/usr/bin/env python3
"""Text and metadata of articles beside trafilatura and newspaper4k, on the same pages in one run.

    python3 -m venv target/peers && target/peers/bin/pip install trafilatura newspaper4k lxml_html_clean
    target/peers/bin/python benches/extraction.py [--caveat target/release/caveat] FOLDER

FOLDER is that of the article-extraction-benchmark (ground-truth.json, html/*.html.gz). Pages are in memory, unpacked and, for
the others, decoded; what is told are pages a second of processor time, and F1 of runs of four words as the benchmark has it.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path


def runs(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def f1(truth, found):
    precisions, recalls = [], []
    for page, body in truth.items():
        wanted, got = runs(body), runs(found.get(page) or "")
        right, wrong, missed = (wanted & got).total(), (got - wanted).total(), (wanted - got).total()
        precisions.append(right / (right + wrong) if right + wrong else float(missed == 0))
        recalls.append(right / (right + missed) if right + missed else float(wrong == 0))
    precision, recall = sum(precisions) / len(truth), sum(recalls) / len(truth)
    return 2 * precision * recall / (precision + recall)


def with_trafilatura(html, url):
    import trafilatura

    return json.loads(trafilatura.extract(html, url=url, output_format="json", with_metadata=True) or "{}").get("text")


def with_newspaper(html, url):
    import newspaper

    article = newspaper.article(url, input_html=html, fetch_images=False)
    return article.text


def peer(read, pages):
    found = {}
    first, (html, url) = next(iter(pages.items()))
    read(html, url)  # Loads what it needs.
    started = time.process_time()
    for page, (html, url) in pages.items():
        try:
            found[page] = read(html, url)
        except Exception as error:  # A page that cannot be read counts as one without text.
            print(f"{page}: {error}", file=sys.stderr)
    return found, len(pages) / (time.process_time() - started)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--caveat", default="target/release/caveat")
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    known = json.loads((asked.folder / "ground-truth.json").read_text())
    truth = {page: one["articleBody"] for page, one in known.items()}
    pages = {
        page: (gzip.open(asked.folder / "html" / f"{page}.html.gz").read().decode("utf-8", "replace"), one["url"])
        for page, one in known.items()
    }
    command = [asked.caveat, "-q", "eval", "extraction", "--format", "json", "--data", asked.folder]
    printed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    own = printed["cost"]["pages_per_second"]
    print("| | F1 | pages a second | caveat is as fast times |\n|---|---|---|---|")
    print(f"| caveat | {printed['all']['figures']['f1']['value']:.4f} | {own:.0f} | |", flush=True)
    for name, read in [("trafilatura", with_trafilatura), ("newspaper4k", with_newspaper)]:
        found, speed = peer(read, pages)
        print(f"| {name} | {f1(truth, found):.4f} | {speed:.0f} | {own / speed:.1f} |", flush=True)


if __name__ == "__main__":
    main()
