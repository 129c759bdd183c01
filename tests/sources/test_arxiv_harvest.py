"""The harvest: real OAI-PMH records of 2017 to 2026, and a made service that pages, forgets and breaks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.errors import SourceAway
from bot.ports import Harvest, Listing
from bot.sources.arxiv.entry import listing_day
from bot.sources.arxiv.harvest import OaiHarvest, read_page, sets_of
from bot.sources.http import Http
from tests.sources.conftest import Asked, Reply, Site

FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{}</OAI-PMH>"""
SINCE = date(2026, 10, 5)


def record(number: str = "2610.00001", versions: int = 1, extra: str = "", categories: str = "cs.CL cs.LG") -> str:
    history = "".join(
        f'<version version="v{n}"><date>Mon, {n:02} Oct 2026 10:00:00 GMT</date><size>10kb</size></version>'
        for n in range(1, versions + 1)
    )
    return f"""<record><header><identifier>oai:arXiv.org:{number}</identifier><datestamp>2026-10-06</datestamp></header>
    <metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{number}</id><submitter>Ana Example</submitter>
    {history}<title>A Made-Up Title</title><authors>Ana Example (1), Bo Example ((1) Example Lab)</authors>
    <categories>{categories}</categories>{extra}<abstract>We measure teapots.</abstract>
    </arXivRaw></metadata></record>"""


def page(*records: str, token: str = "") -> bytes:
    resume = f"<resumptionToken expires='2026-11-04T00:00:00Z'>{token}</resumptionToken>" if token else ""
    return FRAME.format(f"<ListRecords>{''.join(records)}{resume}</ListRecords>").encode()


def error(code: str) -> bytes:
    return FRAME.format(f'<error code="{code}">in words</error>').encode()


async def taken(harvest: OaiHarvest, categories: list[str], cursor: str | None = None) -> list[Listing]:
    return [listing async for listing in harvest.pages(categories, SINCE, cursor)]


def test_the_harvest_is_a_harvest() -> None:
    given: type[Harvest] = OaiHarvest
    assert given.name == "arxiv-oai"


@pytest.mark.shared
def test_recorded_records_of_the_new_service_are_read(shared: Path) -> None:
    body = (shared / "recordings/arxiv/oai/oaipmh_2026-09_arXivRaw_records.xml").read_bytes()
    _, listing, token = read_page(body)
    first, second = listing.announcements
    assert (token, listing.skipped) == ("", ())
    assert first.paper.authors[2].name == "Mirko Maehlisch"
    assert first.paper.comment == 'Paper accompanying the dataset "7V-Scanario"'
    assert first.paper.licence == "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
    assert (first.paper.submitted, first.paper.announced, first.on) == (
        date(2026, 9, 11),
        date(2026, 9, 14),
        date(2026, 9, 14),
    )
    assert (second.kind, second.paper.announced) == ("new", second.on)


@pytest.mark.shared
def test_every_recorded_harvest_file_gives_papers_and_skips_none(shared: Path) -> None:
    folder = shared / "recordings/arxiv/oai"
    files = [*folder.glob("hepcrawl/*.xml")]
    read = {path.name: read_page(whole(path)) for path in files}
    assert len(read) == 15
    assert {name: listing.skipped for name, (_, listing, _) in read.items() if listing.skipped} == {}
    assert all(listing.announcements for _, listing, _ in read.values())


@pytest.mark.shared
def test_recorded_dublin_core_is_read_with_its_token(shared: Path) -> None:
    folder = shared / "recordings/arxiv/oai/adsabs"
    listings = [read_page(whole(path)) for path in sorted(folder.glob("*.xml"))]
    assert all(listing.announcements and not listing.skipped for _, listing, _ in listings)
    assert [token for _, _, token in listings if token] == ["6460044|1001"]
    _, listing, _ = read_page(whole(folder / "arxiv_math_0306266.xml"))
    paper = listing.announcements[0].paper
    assert str(paper.ref) == "math/0306266"
    assert paper.authors[0].name == "Amin Coja-Oghlan"
    assert paper.doi == "10.1017/S0963548305006826"


def whole(path: Path) -> bytes:
    """Some recordings hold bare records: put them into the service's envelope."""
    body = path.read_bytes()
    if b"<OAI-PMH" in body:
        return body
    inner = body.partition(b"?>")[2] if body.lstrip().startswith(b"<?xml") else body
    if b"<ListRecords" not in inner:
        inner = b"<ListRecords>" + inner + b"</ListRecords>"
    return FRAME.encode().replace(b"{}", inner)


def test_submissions_stand_in_the_listing_of_their_cut() -> None:
    def day(*moment: int) -> date:
        return listing_day(datetime(*moment, tzinfo=UTC))  # type: ignore[misc,arg-type]

    assert day(2026, 9, 11, 13, 55) == date(2026, 9, 14)  # Friday morning: Sunday's mail, Monday's listing
    assert day(2026, 9, 19, 2, 39) == date(2026, 9, 22)  # Friday night in New York: Monday's cut
    assert day(2026, 9, 20, 12, 0) == date(2026, 9, 22)  # Sunday
    assert day(2026, 9, 21, 17, 59) == date(2026, 9, 22)  # Monday, a minute before the cut (summer time)
    assert day(2026, 9, 21, 18, 0) == date(2026, 9, 23)  # Monday, at the cut
    assert day(2026, 12, 3, 18, 30) == date(2026, 12, 4)  # Thursday before the cut (winter time)


def test_sets_name_the_archive_and_its_group() -> None:
    assert sets_of(["cs.CL", "stat.ML"]) == ["cs:cs:CL", "stat:stat:ML"]
    assert sets_of(["hep-th", "astro-ph.CO"]) == ["physics:astro-ph:CO", "physics:hep-th"]
    assert sets_of(["cs.CL", "cs.LG", "cs.CV", "cs.AI"]) == ["cs:cs"]


@pytest.mark.anyio
async def test_synthetic_pages_are_followed_to_the_end(http: Http, site: Site) -> None:
    url = site.says("/oai", Reply(page(record("2610.00001"), token="skip=2000")), Reply(page(record("2610.00002"))))
    listings = await taken(OaiHarvest(http, url), ["cs.CL"])
    assert [str(each.paper.ref) for page in listings for each in page.announcements] == ["2610.00001", "2610.00002"]
    assert [listing.cursor for listing in listings] == ["cs:cs:CL skip=2000", None]
    first, second = (asked.params for asked in site.asked)
    assert first == {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "set": "cs:cs:CL", "from": "2026-10-05"}
    assert second == {"verb": "ListRecords", "resumptionToken": "skip=2000"}


@pytest.mark.anyio
async def test_synthetic_a_killed_harvest_goes_on_where_it_stopped(http: Http, site: Site) -> None:
    def answer(asked: Asked) -> Reply:
        token = asked.params.get("resumptionToken")
        if asked.params.get("set") == "stat:stat:ML":
            return Reply(page(record("2610.00009", categories="stat.ML")))
        return Reply(page(record("2610.00002")) if token else page(record("2610.00001"), token="half"))

    harvest = OaiHarvest(http, site.says("/oai", answer))
    async for listing in harvest.pages(["cs.CL", "stat.ML"], SINCE):
        cursor = listing.cursor
        break
    site.asked.clear()
    rest = await taken(harvest, ["cs.CL", "stat.ML"], cursor)
    assert [str(each.paper.ref) for page in rest for each in page.announcements] == ["2610.00002", "2610.00009"]
    assert [listing.cursor for listing in rest] == ["stat:stat:ML ", None]
    assert len(site.asked) == 2
    last = await taken(harvest, ["cs.CL", "stat.ML"], "stat:stat:ML ")
    assert len(last) == 1


@pytest.mark.anyio
async def test_synthetic_a_token_that_died_at_midnight_begins_its_set_again(http: Http, site: Site) -> None:
    url = site.says("/oai", Reply(error("badResumptionToken")), Reply(page(record())))
    listings = await taken(OaiHarvest(http, url), ["cs.CL"], "cs:cs:CL yesterday")
    assert len(listings) == 1
    assert site.asked[0].params["resumptionToken"] == "yesterday"
    assert site.asked[1].params["from"] == "2026-10-05"


@pytest.mark.anyio
async def test_synthetic_tokens_that_always_die_end_the_run(http: Http, site: Site) -> None:
    url = site.says("/oai", Reply(error("badResumptionToken")))
    with pytest.raises(SourceAway, match="again and again"):
        await taken(OaiHarvest(http, url), ["cs.CL"])


@pytest.mark.anyio
async def test_synthetic_a_quiet_day_is_no_failure(http: Http, site: Site) -> None:
    url = site.says("/oai", Reply(error("noRecordsMatch")))
    (listing,) = await taken(OaiHarvest(http, url), ["cs.CL"])
    assert (listing.announcements, listing.cursor) == ((), None)


@pytest.mark.anyio
async def test_synthetic_another_error_is_a_sentence(http: Http, site: Site) -> None:
    url = site.says("/oai", Reply(error("badArgument")))
    with pytest.raises(SourceAway, match="badArgument, in words"):
        await taken(OaiHarvest(http, url), ["cs.CL"])


@pytest.mark.anyio
async def test_synthetic_pages_given_before_the_service_went_away_stay_good(http: Http, site: Site) -> None:
    url = site.says("/oai", Reply(page(record(), token="more")), Reply("", 503))
    pages = OaiHarvest(http, url).pages(["cs.CL"], SINCE)
    assert (await anext(pages)).cursor == "cs:cs:CL more"
    with pytest.raises(SourceAway, match="503"):
        await anext(pages)


@pytest.mark.anyio
async def test_synthetic_only_wanted_categories_are_given_and_second_ones_are_cross_lists(
    http: Http, site: Site
) -> None:
    records = (
        record("2610.00001", categories="cs.CL cs.DC"),
        record("2610.00002", categories="cs.DC cs.CL"),
        record("2610.00003", categories="cs.DC"),
    )
    url = site.says("/oai", Reply(page(*records)))
    (listing,) = await taken(OaiHarvest(http, url), ["cs.CL", "cs.LG", "cs.CV", "cs.AI"])
    assert [(str(each.paper.ref), each.kind) for each in listing.announcements] == [
        ("2610.00001", "new"),
        ("2610.00002", "cross"),
    ]


def test_synthetic_versions_make_a_replacement_and_keep_the_first_day() -> None:
    _, listing, _ = read_page(page(record(versions=3)))
    (announcement,) = listing.announcements
    assert (announcement.kind, announcement.paper.version) == ("replace", 3)
    assert announcement.paper.submitted == date(2026, 10, 1)
    assert [author.name for author in announcement.paper.authors] == ["Ana Example", "Bo Example"]


def test_synthetic_an_empty_ignored_source_is_a_withdrawal() -> None:
    what = "<date>Mon, 05 Oct 2026 10:00:00 GMT</date><size>0kb</size><source_type>I</source_type>"
    gone = f'<version version="v2">{what}</version>'
    body = page(record().replace("<title>", gone + "<title>"))
    _, listing, _ = read_page(body)
    assert listing.announcements[0].paper.withdrawn


def test_synthetic_deleted_and_hollow_records_are_named() -> None:
    deleted = '<record><header status="deleted"><identifier>oai:arXiv.org:2610.00004</identifier></header></record>'
    header = "<identifier>oai:arXiv.org:2610.00005</identifier><datestamp>2026-10-06</datestamp>"
    hollow = f"<record><header>{header}</header></record>"
    _, listing, _ = read_page(page(deleted, hollow, record()))
    assert len(listing.announcements) == 1
    assert [skipped.name for skipped in listing.skipped] == ["oai:arXiv.org:2610.00004", "oai:arXiv.org:2610.00005"]


def test_synthetic_a_broken_record_does_not_cost_the_page_its_token() -> None:
    broken = record("2610.00003").replace("teapots", "teapots & kettles")
    _, listing, token = read_page(page(record("2610.00001"), broken, token="more"))
    assert (len(listing.announcements), token) == (1, "more")
    assert listing.skipped[0].name == "2610.00003"
