"""The other two formats in which arXiv gives its records, and records that lack what a paper needs."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.paper import Author
from bot.sources.arxiv.harvest import read_page

FRAME = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{}</ListRecords></OAI-PMH>"""
HEADER = "<header{}><identifier>oai:arXiv.org:{}</identifier><datestamp>{}</datestamp></header>"
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'


def record(body: str, *, status: str = "", number: str = "2610.00001", changed: str = "2026-10-06") -> bytes:
    head = HEADER.format(f' status="{status}"' if status else "", number, changed)
    return FRAME.format(f"<record>{head}{f'<metadata>{body}</metadata>' if body else ''}</record>").encode()


def dublin(*more: str, title: str = "A  Made-Up\nTitle", dates: tuple[str, ...] = ("2026-10-05",)) -> str:
    told = "".join(f"<dc:date>{day}</dc:date>" for day in dates)
    return (
        f"<oai_dc:dc {DC}><dc:title>{title}</dc:title><dc:creator>Example, Ana</dc:creator>"
        f"<dc:creator>Sole</dc:creator><dc:creator> </dc:creator>"
        f"<dc:description>We measure\n teapots.</dc:description>{told}{''.join(more)}</oai_dc:dc>"
    )


def split(more: str = "", created: str = "2026-10-05", number: str = "2610.00001") -> str:
    return (
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{number}</id><created>{created}</created><authors>'
        "<author><keyname>Example</keyname><forenames>Ana</forenames><suffix>Jr</suffix>"
        "<affiliation>Example Lab</affiliation></author><author><keyname>Sole</keyname></author><author/></authors>"
        "<title>T</title><categories>cs.CL nonsense! cs.LG cs.CL</categories>"
        f"<abstract> We measure. </abstract>{more}</arXiv>"
    )


def test_dublin_core_is_read_for_what_it_tells() -> None:
    more = (
        "<dc:description>Comment: 9 pages</dc:description>",
        "<dc:identifier>http://arxiv.org/abs/2610.00001</dc:identifier>",
        "<dc:identifier>doi:10.1000/toy</dc:identifier>",
    )
    _, listing, _ = read_page(record(dublin(*more)))
    (announced,) = listing.announcements
    paper = announced.paper
    assert (announced.kind, announced.on, paper.version) == ("new", date(2026, 10, 6), 1)
    assert (paper.title, paper.abstract) == ("A Made-Up Title", "We measure teapots.")
    assert paper.authors == (Author("Ana Example"), Author("Sole"))
    assert (paper.comment, paper.doi) == ("9 pages", "10.1000/toy")
    assert (paper.submitted, paper.announced) == (date(2026, 10, 5), date(2026, 10, 6))
    assert not paper.withdrawn


def test_dublin_core_knows_a_second_version_by_a_second_date_and_a_withdrawal_by_its_comment() -> None:
    more = ("<dc:description>Comment: This paper has been withdrawn by the author</dc:description>",)
    _, listing, _ = read_page(record(dublin(*more, dates=("2026-10-09", "2026-10-05"))))
    (announced,) = listing.announcements
    assert (announced.kind, announced.paper.version, announced.paper.withdrawn) == ("replace", 2, True)
    assert announced.paper.submitted == date(2026, 10, 5)
    assert announced.paper.doi is None


def test_the_format_with_split_names_joins_them() -> None:
    _, listing, _ = read_page(
        record(split("<license>cc0</license><comments>9 pages</comments><journal-ref>J 1</journal-ref>"))
    )
    (announced,) = listing.announcements
    paper = announced.paper
    assert paper.authors == (Author("Ana Example Jr", "Example Lab"), Author("Sole"))
    assert paper.categories == ("cs.CL", "cs.LG")
    assert (paper.licence, paper.comment, paper.journal, paper.version) == ("cc0", "9 pages", "J 1", 1)
    _, listing, _ = read_page(record(split("<updated>2026-10-09</updated>")))
    assert [(each.kind, each.paper.version) for each in listing.announcements] == [("replace", 2)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (record(split(), status="deleted"), "arXiv deleted it"),
        (record(""), "it has no metadata"),
        (record("<marc/>"), "its format is"),
        (record(split(), changed="yesterday"), "“yesterday” is no date"),
        (record(split(created="")), "“” is no date"),
        (record(split(number="none"), number="none"), "“none” holds no arXiv id"),
        (record(dublin(title=" ")), "it has no title"),
        (record(dublin(dates=())), "“” is no date"),
        (FRAME.format("<record><metadata/></record>").encode(), "it has no header"),
        (
            record('<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2610.00001</id></arXivRaw>'),
            "it has no version",
        ),
    ],
)
def test_a_record_that_lacks_what_a_paper_needs_is_skipped_with_the_reason(body: bytes, reason: str) -> None:
    _, listing, _ = read_page(body)
    assert listing.announcements == ()
    (skipped,) = listing.skipped
    assert reason in str(skipped)
