"""Where papers and evidence come from."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bot.config.settings import Settings, reveal
from bot.domain.library import Entry
from bot.ports import AuthorRecords, Clock, Feed, Skipped
from bot.sources.http import Http
from bot.wiring.ranking import embedder, public_counts
from bot.wiring.web import figures_folder

#: Addresses of settings that the polite client may go to even inside the operator's own network.
_OUTSIDE = ("arxiv_feed_url", "arxiv_oai_url", "arxiv_api_url", "arxiv_html_url", "arxiv_pdf_url",
            "semantic_scholar_url", "openalex_url", "hugging_face_url", "github_url", "hacker_news_url",
            "embeddings_url")  # fmt: skip


def pool_feed(path: Path) -> Feed:
    """The papers of a file, as if they were announced."""
    from bot.sources.pool import PoolFile

    return PoolFile(path)


def library(path: Path) -> tuple[Sequence[Entry], Sequence[Skipped]]:
    """What a library that was exported to a file holds, and what in it could not be read.

    Raises:
        BadInput: it is no such file, or holds no paper.
    """
    from bot.sources.library.file import read_library

    return read_library(path)


def packaged_feed(clock: Clock) -> Feed:
    """The papers that come with the extra `demo`."""
    from bot.sources.anthology import Anthology

    return Anthology(clock)


def client(settings: Settings, clock: Clock, *, trusting: bool = True, hurried: bool = False) -> Http:
    try:
        number = version("paperdesk")
    except PackageNotFoundError:
        number = "dev"
    trusted = [url for name in _OUTSIDE if (url := getattr(settings, name))] if trusting else []
    return Http(Http.user_agent(number, settings.contact), clock, trusted=trusted, hurried=hurried)


def sources(settings: Settings, http: Http, abroad: Http) -> dict[str, Any]:
    from bot.sources.arxiv.citations import HtmlCitations
    from bot.sources.arxiv.feed import DailyFeed
    from bot.sources.arxiv.figures import ArxivFigures
    from bot.sources.arxiv.fulltext import HtmlSections
    from bot.sources.arxiv.harvest import OaiHarvest
    from bot.sources.arxiv.lookup import ArxivLookup
    from bot.sources.arxiv.page import HtmlPages
    from bot.sources.arxiv.pictures import Pictures
    from bot.sources.arxiv.sheets import Sheets
    from bot.sources.hugging_face import HuggingFace
    from bot.sources.links import LinkCheck, RecordLinks
    from bot.sources.openalex import OpenAlex
    from bot.sources.semantic_scholar import SemanticScholar

    pages = HtmlPages(http, settings.arxiv_html_url)
    records: list[AuthorRecords] = [
        SemanticScholar(http, settings.semantic_scholar_url, reveal(settings.semantic_scholar_key))
    ]
    if settings.openalex_key:  # without a key it answers a few questions a day
        records.append(OpenAlex(http, settings.openalex_url, reveal(settings.openalex_key)))
    plugged: dict[str, Any] = {
        "lookup": ArxivLookup(http, settings.arxiv_api_url),
        "feeds": (DailyFeed(http, settings.arxiv_feed_url),),
        "harvest": OaiHarvest(http, settings.arxiv_oai_url),
        "sections": HtmlSections(pages),
        "citations": HtmlCitations(pages),
        "figures": ArxivFigures(http, pages, Sheets(http, settings.arxiv_pdf_url), Pictures(figures_folder(settings))),
        "link_finders": (RecordLinks(),),
        "link_check": LinkCheck(abroad),
        "author_records": tuple(records),
        "counts": public_counts(settings, http),
        "pick_lists": (HuggingFace(http, settings.hugging_face_url),),
    }
    if model := embedder(settings, http):
        plugged["embedder"] = model
    return plugged
