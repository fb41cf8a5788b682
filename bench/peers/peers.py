"""Extractors of the Python registry over the same decoded pages.

    peers.py tools                     names of the tools, one a line
    peers.py run TOOL PAGES OUT        PAGES: {"id", "url", "html"} a line

Writes what a tool found in the flat form of the scorer and prints one line of JSON: pages, bytes,
processor seconds of the calls alone (of a second reading), peak memory. A page on which a tool fails counts as empty.
"""
import json
import os
import resource
import sys
import time
from importlib.metadata import version


def trafilatura(fast=False):
    from trafilatura import bare_extraction

    def call(html, url):
        found = bare_extraction(html, url=url, fast=fast, with_metadata=True, include_comments=False)
        if found is None:
            return {}
        return {"text": found.text, "title": found.title, "authors": [found.author] if found.author else [],
                "date": found.date}
    return call


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def call(html, url):
        tree = HTMLTree.parse(html)
        return {"text": extract_plain_text(tree, main_content=True, alt_texts=False), "title": tree.title}
    return call


def readability():
    from lxml import html as lxml_html
    from readability import Document

    def call(html, url):
        document = Document(html, url=url)
        body = lxml_html.fromstring(document.summary())
        for block in body.iter("p", "li", "h1", "h2", "h3", "h4", "div", "br", "tr", "blockquote", "figcaption"):
            block.tail = "\n" + (block.tail or "")
        author = document.author()
        return {"text": body.text_content(), "title": document.short_title(),
                "authors": [author] if author and author != "[no-author]" else []}
    return call


def newspaper():
    from newspaper import Article

    def call(html, url):
        # Without this it asks the web for every picture.
        article = Article(url or "https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return {"text": article.text, "title": article.title, "authors": article.authors,
                "date": article.publish_date.isoformat() if article.publish_date else None}
    return call


TOOLS = {
    f"trafilatura {version('trafilatura')}": trafilatura,
    f"trafilatura {version('trafilatura')}, fast": lambda: trafilatura(fast=True),
    f"resiliparse {version('resiliparse')}": resiliparse,
    f"readability-lxml {version('readability-lxml')}": readability,
    f"newspaper4k {version('newspaper4k')}": newspaper,
}


def run(tool, pages, out):
    """Reads all pages by one tool, twice: what is loaded once a process (modules, word lists, patterns) is loaded
    when the second reading begins, which is the one that is measured."""
    call = TOOLS[tool]()
    read(call, pages, os.devnull)
    told = read(call, pages, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"tool": tool, **told, "peak_kib": peak}))


def read(call, pages, out):
    """Reads all pages by one tool, writes what it found, and tells how long its calls took."""
    count = size = failed = 0
    spent = worst = 0.0
    with open(pages, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as found:
        for line in lines:
            page = json.loads(line)
            start = time.process_time()
            try:
                report = call(page["html"], page["url"])
            except Exception:
                failed += 1
                report = {}
            took = time.process_time() - start
            spent += took
            worst = max(worst, took)
            count += 1
            size += len(page["html"].encode())
            found.write(json.dumps({"id": page["id"], **report}) + "\n")
    return {"pages": count, "bytes": size, "seconds": spent, "slowest": worst, "failed": failed}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["tools"]:
            print("\n".join(TOOLS))
        case ["run", tool, pages, out]:
            run(tool, pages, out)
        case _:
            sys.exit(__doc__)
