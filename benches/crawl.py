#!/usr/bin/env python3
"""A whole refresh beside Scrapy, on the same pages from the same server in one run.

    python3 -m venv target/peers && target/peers/bin/pip install scrapy trafilatura lxml_html_clean
    target/peers/bin/python benches/crawl.py [--caveat target/release/caveat] [--pages 1001] FOLDER

FOLDER is that of the article-extraction-benchmark (html/*.html.gz). Its pages are repeated under as many addresses as
asked for, each with a sentence of its own, and listed in a sitemap on loopback; politeness is off. Caveat fetches,
extracts, stores and indexes; Scrapy fetches, lets trafilatura extract text and metadata, and writes lines of JSON. Then
the same with small pages of 9 KB, of which Scrapy takes title and paragraphs by CSS selectors. What is told are pages a
second of processor time, of the program alone, and the most memory that it had at once.
"""

import argparse
import gzip
import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
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


def serve(pages):
    """A server for `pages`, listed in /sitemap.xml."""
    pages = [*pages]

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            base = f"http://127.0.0.1:{self.server.server_port}"
            number = self.path.removeprefix("/article-of-the-day/")
            if self.path == "/sitemap.xml":
                urls = "".join(f"<url><loc>{base}/article-of-the-day/{n}</loc></url>" for n in range(len(pages)))
                kind, body = "application/xml", f"<urlset>{urls}</urlset>".encode()
            elif number.isdigit() and int(number) < len(pages):
                kind, body = "text/html", pages[int(number)]
            else:
                return self.send_error(404)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/sitemap.xml", sum(map(len, pages)) / len(pages)


def run(command, directory):
    """Processor seconds and peak memory in MB of a program."""
    process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL)
    # `ru_maxrss` would tell of this very program, which the other one is a copy of at first.
    peak, ended = 0, 0
    while not ended:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
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
    cost = run([program, "refresh", "--quiet"], directory)
    exported = subprocess.run([program, "export"], cwd=directory, stdout=subprocess.PIPE, check=True)
    return *cost, exported.stdout.count(b"\n")


def scrapy(how, sitemap, directory):
    (directory / "reader.py").write_text(SPIDER)
    command = [sys.executable, "-m", "scrapy", "runspider", "--loglevel=ERROR", "reader.py", "-a", f"sitemap={sitemap}", "-a", f"how={how}"]
    cost = run([*command, "-o", "out.jsonl"], directory)
    return *cost, (directory / "out.jsonl").read_bytes().count(b"\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--caveat", type=Path, default=Path("target/release/caveat"))
    parser.add_argument("--pages", type=int, default=1001)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    program = asked.caveat.resolve()
    for how, pages in [("trafilatura", large_pages(asked.folder, asked.pages)), ("css", small_pages(asked.pages))]:
        sitemap, mean = serve(pages)
        print(f"\n{asked.pages} pages of {mean / 1024:.0f} KB at the mean, Scrapy with {how}\n")
        print("| | kept | CPU s | pages a CPU second | peak MB |\n|---|---|---|---|---|")
        speeds = []
        for name, reader in [("caveat", lambda d: caveat(program, sitemap, d)), ("scrapy", lambda d: scrapy(how, sitemap, d))]:
            with tempfile.TemporaryDirectory() as directory:
                seconds, memory, kept = reader(Path(directory))
            speeds.append(asked.pages / seconds)
            print(f"| {name} | {kept} | {seconds:.1f} | {speeds[-1]:.1f} | {memory:.0f} |", flush=True)
        print(f"\nratio {speeds[0] / speeds[1]:.2f}")


if __name__ == "__main__":
    main()
