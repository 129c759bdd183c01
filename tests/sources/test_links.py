"""Links as authors write them, in TeX and out of it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bot.domain.evidence import Link
from bot.domain.paper import Paper, PaperRef
from bot.ports import LinkFinder
from bot.sources.http import Http
from bot.sources.links import LinkCheck, RecordLinks, links_in
from tests.sources.conftest import Reply, Site


def found(abstract: str = "", comment: str | None = None) -> list[tuple[str, str]]:
    paper = Paper(PaperRef("arxiv", "2610.00001"), "A Made-Up Title", abstract, comment=comment)
    return [(link.kind, link.url) for link in links_in(paper)]


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("Code: https://github.com/lab/teapot.", "code", "https://github.com/lab/teapot"),
        (r"at \url{https://github.com/lab/tea\_pot}.", "code", "https://github.com/lab/tea_pot"),
        (r"\href{https://github.com/lab/teapot}{here}", "code", "https://github.com/lab/teapot"),
        (r"\href{https://lab.example/}{project page}", "site", "https://lab.example"),
        ("(https://github.com/lab/teapot.git)", "code", "https://github.com/lab/teapot"),
        ("see github.com/lab/teapot, please", "code", "https://github.com/lab/teapot"),
        ("https://lab.github.io/teapot/", "site", "https://lab.github.io/teapot/"),
        ("lab.github.io/teapot", "site", "https://lab.github.io/teapot"),
        ("https://sites.google.com/view/teapot", "site", "https://sites.google.com/view/teapot"),
        ("https://huggingface.co/spaces/lab/teapot", "demo", "https://huggingface.co/spaces/lab/teapot"),
        ("https://teapot.gradio.app/", "demo", "https://teapot.gradio.app"),
        ("https://www.youtube.com/watch?v=abc_1", "video", "https://www.youtube.com/watch?v=abc_1"),
        ("https://blog.lab.example/teapot", "blog", "https://blog.lab.example/teapot"),
        ("https://lab.example/wiki/Tea_(pot)", "other", "https://lab.example/wiki/Tea_(pot)"),
        (r"Our project website is https://lab.example/\~{}ana/x", "site", "https://lab.example/~ana/x"),
        ("The code is available at https://git.lab.example/teapot", "code", "https://git.lab.example/teapot"),
        ("A demo: https://try.lab.example/teapot!", "demo", "https://try.lab.example/teapot"),
        ("HTTPS://GitHub.com/lab/Teapot", "code", "https://github.com/lab/Teapot"),
    ],
)
def test_an_address_is_cleaned_and_told_apart(text: str, kind: str, url: str) -> None:
    assert found(text) == [(kind, url)]


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/ana",
        "https://github.com/ana/",
        "https://github.com/orgs/lab",
        "https://arxiv.org/abs/2103.10385",
        "https://doi.org/10.1/x",
        "https://huggingface.co/papers/2103.10385",
        "https://creativecommons.org/licenses/by/4.0/",
        "http://127.0.0.1/admin",
        "http://[::1]/",
        "http://localhost/x",
        "https://ana:word@lab.example/",
        "https://lab.example/\u202etxt.exe",
        "javascript:alert(1)",
        f"https://lab.example/{'x' * 400}",
        "http://[broken",
        "We use e.g. teapots.",
    ],
)
def test_what_does_not_belong_beside_a_title_is_dropped(text: str) -> None:
    assert found(text) == []


def test_an_address_given_twice_is_one_link_and_the_abstract_is_named() -> None:
    paper = Paper(
        PaperRef("arxiv", "2610.00001"),
        "A Made-Up Title",
        "Code at https://github.com/lab/teapot",
        comment="12 pages, code: http://github.com/lab/Teapot/",
    )
    assert links_in(paper) == (Link("code", "https://github.com/lab/teapot", "abstract"),)


def test_links_stand_in_the_readers_order_and_are_not_endless() -> None:
    text = "https://youtu.be/abc https://lab.github.io/x https://github.com/lab/x " + " ".join(
        f"https://lab.example/{n}" for n in range(20)
    )
    kinds = [kind for kind, _ in found(text)]
    assert kinds[:3] == ["code", "site", "video"]
    assert len(kinds) == 6


@pytest.mark.shared
def test_links_of_a_real_month_are_clean(shared: Path) -> None:
    with gzip.open(shared / "eval/pools/2021-06.jsonl.gz", "rt") as lines:
        urls = [url for line in lines for _, url in found(json.loads(line)["abstract"])]
    assert len(urls) > 300
    assert [url for url in urls if url[-1] in ".,;)" or "\\" in url or "{" in url] == []


@pytest.mark.anyio
async def test_dead_links_are_dropped_before_posting_and_doubtful_ones_kept(http: Http, site: Site) -> None:
    given: LinkFinder = RecordLinks()
    assert given is not None
    links = [
        Link("code", site.says("/alive", Reply("fine")), "abstract"),
        Link("site", site.says("/gone", Reply("", 404)), "abstract"),
        Link("demo", site.says("/shy", Reply("", 403)), "abstract"),
        Link("other", "http://10.0.0.1/inside", "abstract"),
    ]
    kept = await LinkCheck(http).living(links)
    assert [link.kind for link in kept] == ["code", "demo"]
