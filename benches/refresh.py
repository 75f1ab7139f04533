#!/usr/bin/env python3
"""What a refresh of many tracked questions asks again, what it misses, and what that saves.

    cargo build --release
    python3 benches/refresh.py target/release/caveat --articles A.jsonl --questions Q.jsonl [--offset 300 --offset 500]

A and Q hold lines of JSON: articles as `caveat export` writes them, and objects with a `question`. `--articles` may be
given several times. From those of the first file that state a day, `--new` in a row are held back, beginning at each
`--offset` in the order of days; the rest, all of the other files and articles that this program invents make up `--total`.
All questions are asked. Then the new articles come, and a refresh and one that asks all again (`--force`) start from the
same store. Articles that nobody asks about are invented so that all figures of the index are those of its size.

A change is one that `caveat refresh` tells of a question. One that only `--force` finds was missed. Time is processor time,
for a machine may be busy.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import tempfile

TOWNS = [
    first + second
    for first in "Cal Sor Mer Tid Lum Nor Har Ost Bri Fen Gal Hul Ive Jor Kel Lan Mor Nes Orl Pel".split()
    for second in "der van idia wick ford gate bury mouth stead low".split()
]
TOPICS = [
    ("council and budget", "The council of {t} agreed on a budget of {n} million crowns for the coming year.",
     "Spending on {x} takes the largest share, councillors said after the vote.",
     "The opposition had asked for more money for {y}."),
    ("ferry and timetable", "The ferry from {t} will run {n} times a day from spring on, the harbour office said.",
     "Passengers had complained about {x} for months.", "A second boat is to be bought once {y} is settled."),
    ("school and roof", "The school in {t} is closed for {n} days because its roof leaks.",
     "Parents were told by letter, and {x} is held in the gymnasium meanwhile.",
     "The repair was put off twice because of {y}."),
    ("harvest and prices", "Growers around {t} brought in {n} tonnes less than in the year before.",
     "They blame {x}, the growers' guild said on Friday.", "Prices for {y} are expected to rise."),
    ("museum and exhibition", "The museum of {t} shows {n} paintings of the river until the end of summer.",
     "The exhibition was made possible by {x}.", "Guides speak about {y} on Sundays."),
    ("court and trial", "A court in {t} sentenced a man to {n} months in prison for stealing {x}.",
     "The defence had pointed to {y}.", "The judgment is not final, a spokesman for the court said."),
    ("football and cup", "{t} won the regional cup by {n} goals after a match that was delayed by {x}.",
     "The coach praised {y} afterwards.", "The next round is played in May."),
]
THINGS = ("roads,choirs,late trains,hail,a bequest,bicycles,fog,the canal,noise at night,the tram,bakeries,the water "
          "board,old lamps,the market square,apprentices").split(",")
ASKED, ASKED_AGAIN = "2023-06-01T08:00:00Z", "2023-06-02T08:00:00Z"


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write(path, objects):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in objects)


def invented(count):
    chance = random.Random(7)
    for number in range(count):
        town, (title, *told) = chance.choice(TOWNS), chance.choice(TOPICS)

        def filled(sentence):
            return sentence.format(t=town, n=chance.randint(3, 97), x=chance.choice(THINGS), y=chance.choice(THINGS))

        yield {
            "url": f"https://{town.lower()}.example/{number}", "title": f"{town}: {title}",
            "text": "\n\n".join(filled(sentence) for sentence in told), "outlet": f"{town} Post",
            "published": f"2023-0{chance.randint(1, 3)}-{chance.randint(10, 28)}", "language": "en",
        }


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(asked, offset, files, questions):
    first = sorted((a for a in files[0] if a.get("published")), key=lambda a: a["published"])
    new = first[offset:offset + asked.new]
    held = {article["url"] for article in new}
    old = [article for file in files for article in file if article["url"] not in held]
    old += invented(max(0, asked.total - len(old)))
    with tempfile.TemporaryDirectory() as home:
        def caveat(*words):
            ran = subprocess.run(
                [os.path.abspath(asked.caveat), "--quiet", *words], cwd=home, env={"HOME": home}, text=True,
                capture_output=True, check=True,
            )
            return ran.stdout

        def refreshed(index, *more):
            before = processor_time()
            told = caveat("refresh", "--only-ask", "--now", ASKED_AGAIN, "--format", "json", "--index", index, *more)
            return {**json.loads(told)["questions"], "spent": processor_time() - before}

        write(f"{home}/old.jsonl", old)
        write(f"{home}/new.jsonl", new)
        with open(f"{home}/config.toml", "w", encoding="utf-8") as file:
            for number, question in enumerate(questions):
                file.write(f"[[question]]\nname = 'q{number}'\ntext = {json.dumps(question)}\n")
        caveat("import", "old.jsonl")
        caveat("refresh", "--only-ask", "--now", ASKED)
        caveat("import", "new.jsonl")
        for copy in ("some", "all"):
            shutil.copytree(f"{home}/index", f"{home}/{copy}")
        some, every = refreshed("some/data"), refreshed("all/data", "--force")
    told, known = some["changes"], every["changes"]
    missed = sum(1 for name in known if name not in told)
    other = sum(1 for name in told if told[name] != known.get(name))
    ratio = some["spent"] / every["spent"]
    print(
        f"| {offset} | {some['asked']} | {some['changed']} | {every['changed']} | {missed} | {other} | "
        f"{some['spent']:.1f} | {every['spent']:.1f} | {ratio:.2f} |", flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("caveat")
    parser.add_argument("--articles", action="append", required=True)
    parser.add_argument("--questions", required=True)
    parser.add_argument("--offset", action="append", type=int)
    for name, default in (("total", 5000), ("new", 50), ("count", 200)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    files = [lines(path) for path in asked.articles]
    questions = [one["question"] for one in lines(asked.questions)][:asked.count]
    print("| offset | asked | changed | changed, all asked | missed | told otherwise | s | s, all asked | ratio |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for offset in asked.offset or [0]:
        measured(asked, offset, files, questions)


main()
