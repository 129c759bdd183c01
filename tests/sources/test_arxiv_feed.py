"""The daily feed: real entries of 2025 and 2026, and made ones for what was never recorded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.domain.errors import SourceAway
from bot.ports import Feed
from bot.sources.arxiv.feed import DailyFeed, read_feed
from bot.sources.http import Http
from tests.sources.conftest import Reply, Site

FRAME = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns="http://www.w3.org/2005/Atom"><id>http://rss.arxiv.org/atom/cs.CL</id>{}</feed>"""


def entry(number: str = "2611.00001v1", kind: str = "new", **changes: str) -> str:
    parts = {
        "title": "A Made-Up Title",
        "summary": f"arXiv:{number} Announce Type: {kind} \nAbstract: We measure teapots.",
        "published": "2026-11-03T00:00:00-05:00",
        "creator": "Ana Example, Bo Example",
    } | changes
    return (
        f"<entry><id>oai:arXiv.org:{number}</id><title>{parts['title']}</title><summary>{parts['summary']}</summary>"
        f'<category term="cs.CL"/><category term="68T50"/><category term="cs.LG"/>'
        f"<published>{parts['published']}</published><arxiv:announce_type>{kind}</arxiv:announce_type>"
        "<dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>"
        f"<dc:creator>{parts['creator']}</dc:creator></entry>"
    )


def feed(*entries: str) -> bytes:
    return FRAME.format("".join(entries)).encode()


def test_the_feed_is_a_feed() -> None:
    given: type[Feed] = DailyFeed
    assert given.name == "arxiv-feed"


@pytest.mark.shared
def test_a_recorded_day_is_read_whole(shared: Path) -> None:
    body = (shared / "recordings/arxiv/rss/tidedra_atom_cs.AI_2025-08-20.xml").read_bytes()
    listing = read_feed(body)
    kinds = [each.kind for each in listing.announcements]
    assert (kinds.count("new"), kinds.count("cross"), listing.skipped) == (2, 5, ())
    paper = next(each.paper for each in listing.announcements if str(each.paper.ref) == "2508.13429")
    assert paper.authors[0].name == "Paulo André Lima de Castro"
    assert paper.abstract.startswith("Autonomous trading strategies")
    assert paper.categories == ("q-fin.CP", "cs.AI")
    assert paper.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert paper.announced == date(2025, 8, 20)
    assert not paper.withdrawn


@pytest.mark.shared
def test_recorded_replacements_are_replacements_and_not_new(shared: Path) -> None:
    body = (shared / "recordings/arxiv/rss/shichao_atom_extract_2026-10-01.xml").read_bytes()
    first, second = read_feed(body).announcements
    assert (first.kind, second.kind) == ("replace", "replace-cross")
    assert (first.paper.version, first.paper.announced, first.on) == (2, None, date(2026, 10, 1))


def test_synthetic_an_empty_day_is_quiet() -> None:
    assert read_feed(feed()).announcements == ()


def test_synthetic_a_paper_in_two_categories_is_one_paper_and_new_before_cross() -> None:
    listing = read_feed(feed(entry(kind="cross"), entry(kind="new")))
    assert [each.kind for each in listing.announcements] == ["new"]


def test_synthetic_old_style_ids_and_foreign_classes() -> None:
    (announcement,) = read_feed(feed(entry("hep-th/9901001v3", "replace"))).announcements
    assert str(announcement.paper.ref) == "hep-th/9901001"
    assert announcement.paper.version == 3
    assert announcement.paper.categories == ("cs.CL", "cs.LG")


def test_synthetic_an_old_paper_cross_listed_now_was_not_new_today() -> None:
    old, fresh = read_feed(feed(entry("2601.00001v1", "cross"), entry("2610.09999v1", "cross"))).announcements
    assert old.paper.announced is None
    assert fresh.paper.announced == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        (entry(kind="withdrawn"), "announce type"),
        (entry("nonsense"), "holds no arXiv id"),
        (entry(title=""), "no title"),
        (entry(published="yesterday"), "no date"),
    ],
)
def test_synthetic_a_bad_record_is_skipped_and_named_and_stops_nothing(spoiled: str, reason: str) -> None:
    listing = read_feed(feed(spoiled, entry("2611.00002v1")))
    assert [str(each.paper.ref) for each in listing.announcements] == ["2611.00002"]
    (skipped,) = listing.skipped
    assert reason in skipped.reason
    assert skipped.name.startswith("oai:arXiv.org:")


def test_synthetic_one_forbidden_character_costs_one_record_and_says_which() -> None:
    broken = entry("2611.00007v1", summary="A bell \x07 rings &nowhere;")
    listing = read_feed(feed(entry("2611.00006v1"), broken, entry("2611.00008v1")))
    assert [str(each.paper.ref) for each in listing.announcements] == ["2611.00006", "2611.00008"]
    assert [each.name for each in listing.skipped] == ["2611.00007v1"]
    assert "not well-formed" in listing.skipped[0].reason


def test_synthetic_a_title_may_be_nought() -> None:
    (announcement,) = read_feed(feed(entry(title="0"))).announcements
    assert announcement.paper.title == "0"


def test_synthetic_a_withdrawal_is_seen_in_the_abstract() -> None:
    words = "arXiv:2611.00001v2 Announce Type: replace \nAbstract: This paper has been withdrawn by the authors."
    (announcement,) = read_feed(feed(entry("2611.00001v2", "replace", summary=words))).announcements
    assert announcement.paper.withdrawn


@pytest.mark.parametrize("body", [b"", b"<html><body>Sorry</body></html>", b"Rate exceeded."])
def test_synthetic_what_is_no_feed_is_a_sentence(body: bytes) -> None:
    with pytest.raises(SourceAway):
        read_feed(body)


def test_synthetic_entities_are_not_expanded() -> None:
    bomb = (
        b"<!DOCTYPE feed [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + feed(entry(title="&amp;a;")).split(b"\n", 1)[1]
    )
    with pytest.raises(SourceAway, match="document type"):
        read_feed(bomb)


@pytest.mark.anyio
async def test_all_categories_go_in_one_request(http: Http, site: Site) -> None:
    base = site.says("/atom/cs.CL+cs.LG", Reply(feed(entry()))).rpartition("/")[0]
    listing = await DailyFeed(http, base).today(["cs.LG", "cs.CL", "cs.LG"])
    assert len(listing.announcements) == 1
    assert len(site.asked) == 1


@pytest.mark.anyio
async def test_synthetic_a_feed_cut_off_in_the_middle_is_asked_for_again(http: Http, site: Site) -> None:
    whole = feed(entry("2611.00001v1"), entry("2611.00002v1"))
    # No length is announced, so that nothing but the missing end tells.
    base = site.says("/atom/cs.CL", Reply(whole[:-200], length=False), Reply(whole)).rpartition("/")[0]
    assert len((await DailyFeed(http, base).today(["cs.CL"])).announcements) == 2
    assert len(site.asked) == 2


@pytest.mark.anyio
async def test_synthetic_a_feed_that_stays_cut_off_is_not_half_read(http: Http, site: Site) -> None:
    base = site.says("/atom/cs.CL", Reply(feed(entry())[:-20], length=False)).rpartition("/")[0]
    with pytest.raises(SourceAway, match="breaks off"):
        await DailyFeed(http, base).today(["cs.CL"])
