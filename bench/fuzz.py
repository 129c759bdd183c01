"""Throws ill-made input at everything that reads the outside, led by coverage: `python -m bench.fuzz --seconds 60`.

A reader may answer, or refuse with one of our own errors; all else that comes out is a find, printed with the input.
Needs atheris (Linux on x86-64), and stops with the first find of a reader.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.sources.sheet_maker import pdf

NOW = datetime(2026, 1, 5, tzinfo=UTC)

# Small, made up, and true to the form; the fuzzer takes them apart.
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><entry><id>oai:arXiv.org:2601.00001v1</id><title>A &amp; B</title>
<summary>arXiv:2601.00001v1 Announce Type: new Abstract: We show it.</summary><category term="cs.CL"/>
<published>2026-01-05T00:00:00-05:00</published><arxiv:announce_type>new</arxiv:announce_type>
<dc:creator>Ada North, Ben South (Lab)</dc:creator></entry></feed>"""
OAI = b"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>
<header><identifier>oai:arXiv.org:2601.00001</identifier></header>
<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2601.00001</id>
<version version="v1"><date>Mon, 5 Jan 2026 00:00:00 GMT</date></version><title>T</title><authors>Ada North</authors>
<categories>cs.CL</categories><abstract>We show it.</abstract></arXivRaw></metadata></record>
<resumptionToken>1</resumptionToken></ListRecords></OAI-PMH>"""
HTML = b"""<html><body><article class="ltx_document">
<section class="ltx_section"><h2 class="ltx_title">1 Introduction</h2>
<p class="ltx_p">Words <math alttext="x^2"></math>.</p>
</section><figure class="ltx_figure" id="S1.F1"><img src="x1.png" width="600" height="300"/>
<figcaption>Figure 1: Overview.</figcaption></figure></article></body></html>"""
TEAM = b"""[[team]]
name = "nlp"
topics = ["x"]
editors = [{ name = "One", slack = "U1" }]
publish = "1st tue 09:00"
"""
CLAIM = json.dumps(
    {
        "id": 1,
        "title": "T",
        "authors": ["Ada North"],
        "source": "We reach 91.3 % on X, up from 88 %.",
        "claims": [{"text": "It reaches 91 % on X.", "quote": "We reach 91.3 % on X"}],
    }
).encode()
DAILY = b"""[{"paper": {"id": "2601.00001", "upvotes": 3, "publishedAt": "2026-01-05T00:00:00Z",
"authors": [{"name": "A"}]}}]"""
PAPER = b"""{"arxiv_id": "2601.00001", "title": "T", "abstract": "A", "authors": ["N"],
"published": "2026-01-05"}""".replace(b"\n", b" ")
MODEL = b'<think>so</think>```json\n{"why": [{"text": "**It** [helps](https://x.org) @here", "quote": "q"}]}\n```'
LATEX = rb"Code: \href{https://github.com/a/b}{here}, see https://x.github.io/~y \& more. <@U1> **b** `x` || @everyone"


def feed(body: bytes) -> None:
    from bot.sources.arxiv.feed import read_feed

    read_feed(body)


def harvest(body: bytes) -> None:
    from bot.sources.arxiv.harvest import read_page

    read_page(body)


def page(body: bytes) -> None:
    from bot.sources.arxiv.figures import figures_in
    from bot.sources.arxiv.fulltext import sections_in
    from bot.sources.arxiv.page import read_page

    found = read_page(body)
    if found is not None:
        sections_in(found)
        figures_in(found, "https://arxiv.org/html/2601.00001v1", None)


def sheet(body: bytes) -> None:
    import pypdfium2

    from bot.sources.arxiv.sheets import captions_in, draw

    try:
        for each in captions_in(body):
            draw(body, each.label)
    except pypdfium2.PdfiumError:
        return  # that it cannot be read is an answer


def reference(body: bytes) -> None:
    from bot.domain.paper import PaperRef, version_in

    ref = PaperRef.parse(_words(body))
    version_in(_words(body))
    assert PaperRef.parse(str(ref)) == ref
    assert ref.page.startswith("http")


def team_file(body: bytes) -> None:
    from bot.config.teams import read_teams
    from bot.jobs.calendar import CronCalendar

    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(body)
        file.flush()
        read_teams(Path(file.name), CronCalendar(), NOW)


def claims(body: bytes) -> None:
    from bot.cli.ground import ground

    out = io.StringIO()
    ground(io.StringIO(_words(body)), out, io.StringIO())
    for line in out.getvalue().splitlines():
        json.loads(line)


def pool(body: bytes) -> None:
    from bot.sources.pool import PoolFile

    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(body)
        file.flush()
        PoolFile(Path(file.name)).read()


def library(body: bytes) -> None:
    from bot.sources.library.file import read_library

    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        read_library(Path(file.name))


def daily(body: bytes) -> None:
    from bot.sources.hugging_face import read_list

    found = _json(body)
    if isinstance(found, list):
        read_list(found)


def answer(body: bytes) -> None:
    from bot.writers.clean import clean, verbatim
    from bot.writers.question import json_in

    text = _words(body)
    json_in(text)
    verbatim(text)
    assert not re.search(r"<[@#!]\w[^<>\s]*>|@(?:everyone|here|channel)\b", clean(text))


def links(body: bytes) -> None:
    from bot.domain.paper import Paper, PaperRef
    from bot.sources.links import links_in

    for link in links_in(Paper(PaperRef("arxiv", "2601.00001"), "T", _words(body), comment=_words(body)[::-1])):
        assert link.url.startswith(("http://", "https://"))


def byline(body: bytes) -> None:
    from bot.sources.arxiv.byline import names_in

    names_in(_words(body))


def chat_words(body: bytes) -> None:
    from bot.outlets.discord import words as discord
    from bot.outlets.slack.blocks import words as slack

    text = _words(body)
    assert discord.size(discord.shown(text, 200)) <= 200
    assert all(len(piece) <= slack.LONGEST_SECTION for piece in slack.pieces(text))
    assert "<!" not in slack.escaped(text)
    slack.address(text)
    discord.address(text)


READERS: dict[str, tuple[Callable[[bytes], None], bytes]] = {
    "feed": (feed, ATOM),
    "harvest": (harvest, OAI),
    "page": (page, HTML),
    "sheet": (sheet, pdf()),
    "reference": (reference, b"https://arxiv.org/pdf/2103.10385v2.pdf"),
    "team_file": (team_file, TEAM),
    "claims": (claims, CLAIM),
    "pool": (
        pool,
        b'{"arxiv_id": "2601.00001", "title": "T", "abstract": "A", "authors": ["N"], "published": "2026-01-05"}',
    ),
    "bibtex": (
        library,
        rb"@misc{k, title = {{A} B\'{o}}, author = {North, Ada and Ben}, eprint = {2601.00001}, year = 2026}",
    ),
    "ris": (
        library,
        b"TY  - JOUR\nTI  - T\nAU  - North, Ada\nUR  - https://arxiv.org/abs/2601.00001\nPY  - 2026\nER  - ",
    ),
    "csl": (
        library,
        b'[{"title": "T", "author": [{"family": "North"}], "issued": {"date-parts": [[2026]]}, "DOI": "10.1/x"}]',
    ),
    "daily": (daily, DAILY),
    "answer": (answer, MODEL),
    "links": (links, LATEX),
    "byline": (byline, rb"Ada North (1 and 2), Ben O\'Brien and {\'E}mile Zola ((1) A Lab, (2) B Lab)"),
    "chat_words": (chat_words, LATEX),
}


def _words(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _json(body: bytes) -> object:
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(body)
    return None


def one(name: str, seconds: int, corpus: str) -> None:
    """Fuzz one reader in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["bot"]):
        from bot.domain.errors import PaperdeskError
    read = READERS[name][0]

    def throw(body: bytes) -> None:
        with contextlib.suppress(PaperdeskError):
            read(body)

    # Its modules are imported by the first throw: instrumented too.
    with atheris.instrument_imports(include=["bot"]):
        throw(READERS[name][1])
    bounds = [
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=25",
        f"-artifact_prefix={corpus}/",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *bounds, corpus], throw)
    atheris.Fuzz()


def _finds(names: list[str], seconds: int) -> Iterator[str]:
    for name in names:
        with tempfile.TemporaryDirectory() as corpus:
            Path(corpus, "seed").write_bytes(READERS[name][1])
            command = [sys.executable, "-m", "bench.fuzz", "--one", name, "--seconds", str(seconds), "--corpus", corpus]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
            grown = len(list(Path(corpus).iterdir()))
        print(f"{name:12} {'held' if not done.returncode else 'BROKE'}, {grown} inputs that reached something new")
        if done.returncode:
            print((done.stdout + done.stderr)[-2500:])
            yield name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="for each reader")
    parser.add_argument("--only", choices=list(READERS), nargs="*")
    parser.add_argument("--one", choices=list(READERS), help=argparse.SUPPRESS)
    parser.add_argument("--corpus", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.seconds, options.corpus)
        return
    try:
        import atheris  # noqa: F401
    except ModuleNotFoundError:
        sys.exit("atheris is not here: it comes with requirements-dev.lock on Linux on x86-64.")
    broken = list(_finds(options.only or list(READERS), options.seconds))
    sys.exit(f"Broke: {', '.join(broken)}." if broken else 0)


if __name__ == "__main__":
    main()
