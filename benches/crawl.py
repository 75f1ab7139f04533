#!/usr/bin/env python3
"""A whole refresh beside Scrapy, on the same pages from the same server in one run.

    apt-get install nginx-light
    python3 -m venv target/peers && target/peers/bin/pip install scrapy trafilatura lxml_html_clean
    target/peers/bin/python benches/crawl.py [--caveat target/release/caveat] [--pages N…] [--alone] FOLDER

FOLDER is that of the article-extraction-benchmark (html/*.html.gz). Its pages are repeated under as many addresses as
asked for, each with a sentence of its own, and listed in a sitemap; nginx serves them on loopback, and politeness is off.
Caveat fetches, extracts, stores and indexes; Scrapy fetches, lets trafilatura extract text and metadata, and writes lines
of JSON. Then the same with small pages of 9 KB, of which Scrapy takes title and paragraphs by CSS selectors. What is told
are pages a second of processor time, of the program alone, the most memory of its own that it had at once (mapped files apart), and milliseconds of
processor time a page by stage. With --alone Scrapy is left out: for memory at several sizes.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import socket
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

SPIDER = """
import json, sys
import scrapy, trafilatura

class Reader(scrapy.Spider):
    name = "reader"
    custom_settings = {"ROBOTSTXT_OBEY": False, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}

    def start_requests(self):
        yield scrapy.Request(self.sitemap, self.listed)

    async def start(self):
        yield scrapy.Request(self.sitemap, self.listed)

    def listed(self, response):
        for url in response.xpath("//*[local-name()='loc']/text()").getall():
            yield scrapy.Request(url, self.read)

    def read(self, response):
        if self.how == "trafilatura":
            data = json.loads(trafilatura.extract(response.text, url=response.url, output_format="json",
                                                  with_metadata=True) or "{}")
        else:
            data = {"title": response.css("h1::text").get(), "text": response.css("article p::text").getall()}
        yield {"url": response.url, "title": data.get("title"), "text": data.get("text"), "date": data.get("date")}
"""


def large_pages(folder, count):
    pages = [gzip.open(path).read() for path in sorted((folder / "html").glob("*.html.gz"))]
    for number in range(count):
        own = f"<p>Copy number {number} of this page was made on purpose, the harbour office said.</p>".encode()
        yield re.sub(rb"(?i)<p[ >]", lambda found: own + found.group(), pages[number % len(pages)], count=1)


def small_pages(count):
    for number in range(count):
        text = "".join(
            f"<p>Ferry {number}.{n} was late again, as the harbour office of Calder said on Friday, and nobody at the pier "
            f"could tell the {number + n} passengers when the next one would leave for the islands.</p>"
            for n in range(50)
        )
        page = f"<html><head><title>Ferry {number}</title></head><body><article><h1>Ferry {number}</h1>{text}</article>"
        yield page.encode()


NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 64; }}
http {{
  access_log off; keepalive_requests 1000000; sendfile on; tcp_nodelay on;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  types {{ text/html html; application/xml xml; text/plain txt; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


@contextmanager
def served(pages):
    """The address of a sitemap that lists `pages`, and their mean size in bytes."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        # Readable to the worker, who is somebody else where the master is root.
        os.chmod(folder, 0o755)
        articles = Path(folder, "pages", "article-of-the-day")
        articles.mkdir(parents=True)
        urls, size = [], 0
        for number, page in enumerate(pages):
            size += articles.joinpath(f"{number}.html").write_bytes(page)
            urls.append(f"<url><loc>http://127.0.0.1:{port}/article-of-the-day/{number}.html</loc></url>")
        Path(folder, "pages", "sitemap.xml").write_text(f"<urlset>{''.join(urls)}</urlset>")
        Path(folder, "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
        server = subprocess.Popen(["nginx", "-e", "stderr", "-p", folder, "-c", f"{folder}/nginx.conf"])
        try:
            for _ in range(100):
                time.sleep(0.05)
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield f"http://127.0.0.1:{port}/sitemap.xml", size / len(urls)
        finally:
            server.terminate()
            server.wait()


def run(command, directory, printed=os.devnull):
    """Processor seconds and peak memory in MB of a program; what it prints goes to a file."""
    with open(printed, "wb") as out:
        process = subprocess.Popen(command, cwd=directory, stdout=out)
    # `ru_maxrss` would tell of this very program, which the other one is a copy of at first.
    peak, ended = 0, 0
    while not ended:
        # Without mapped files, which the system takes back as it likes.
        found = re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
        peak = max(peak, int(found.group(1)) if found else 0)
        time.sleep(0.05)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return usage.ru_utime + usage.ru_stime, peak / 1024


def caveat(program, sitemap, directory):
    (directory / "config.toml").write_text(
        "[crawl]\nmin_delay_ms = 0\nmax_links_per_source = 50000\nallow_private_addresses = true\n"
        f'[[source]]\nurl = "{sitemap}"\nkind = "sitemap"\n'
    )
    summary = directory / "summary.json"
    cost = run([program, "refresh", "--quiet", "--format", "json"], directory, summary)
    exported = subprocess.Popen([program, "export"], cwd=directory, stdout=subprocess.PIPE)
    kept = sum(1 for _ in exported.stdout)
    return *cost, kept, json.loads(summary.read_text())["seconds"]


def scrapy(how, sitemap, directory):
    (directory / "reader.py").write_text(SPIDER)
    command = [sys.executable, "-m", "scrapy", "runspider", "--loglevel=ERROR", "reader.py", "-a", f"sitemap={sitemap}", "-a", f"how={how}"]
    cost = run([*command, "-o", "out.jsonl"], directory)
    return *cost, (directory / "out.jsonl").read_bytes().count(b"\n"), {}


def compare(program, how, count, pages, alone):
    with served(pages) as (sitemap, mean):
        print(f"\n{count} pages of {mean / 1024:.0f} KB at the mean{'' if alone else f', Scrapy with {how}'}\n")
        print("| | kept | CPU s | pages a CPU second | peak MB |\n|---|---|---|---|---|")
        speeds, stages = [], {}
        readers = [("caveat", lambda d: caveat(program, sitemap, d)), ("scrapy", lambda d: scrapy(how, sitemap, d))]
        for name, reader in readers[: 1 if alone else 2]:
            with tempfile.TemporaryDirectory() as directory:
                seconds, memory, kept, by_stage = reader(Path(directory))
            stages = stages or by_stage
            speeds.append(count / seconds)
            print(f"| {name} | {kept} | {seconds:.1f} | {speeds[-1]:.1f} | {memory:.0f} |", flush=True)
    if not alone:
        print(f"\nratio {speeds[0] / speeds[1]:.2f}")
    print("\n| " + " | ".join(stages) + " |\n" + "|---" * len(stages) + "|")
    print("| " + " | ".join(f"{1000 * seconds / count:.2f} ms" for seconds in stages.values()) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--caveat", type=Path, default=Path("target/release/caveat"))
    parser.add_argument("--pages", type=int, nargs="+", default=[1001])
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--only", choices=["large", "small"])
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    program = asked.caveat.resolve()
    for count in asked.pages:
        if asked.only != "small":
            compare(program, "trafilatura", count, large_pages(asked.folder, count), asked.alone)
        if asked.only != "large":
            compare(program, "css", count, small_pages(count), asked.alone)


if __name__ == "__main__":
    main()
