"""References in every form that people paste, and two sightings of one paper."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadReference
from bot.domain.paper import Author, Paper, PaperRef, version_in


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2103.10385", "2103.10385"),
        ("  arXiv:2103.10385v2 ", "2103.10385"),
        ("https://arxiv.org/abs/2103.10385v1", "2103.10385"),
        ("http://export.arxiv.org/pdf/2103.10385v3.pdf", "2103.10385"),
        ("<https://arxiv.org/html/2103.10385>", "2103.10385"),
        ("arxiv.org/abs/2103.10385", "2103.10385"),
        ("https://www.alphaxiv.org/abs/2103.10385", "2103.10385"),
        ("https://huggingface.co/papers/2103.10385", "2103.10385"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("Hep-TH/9901001v2", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/cs/9901001", "cs/9901001"),
        ("0704.0156", "0704.0156"),
        ("https://WWW.arXiv.org/abs/2103.10385", "2103.10385"),
        ("https://browse.arxiv.org/abs/2103.10385", "2103.10385"),
        ("https://notarxiv.org/abs/2103.10385", "https://notarxiv.org/abs/2103.10385"),
        ("ARXIV: 2103.10385", "2103.10385"),
        ("10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("doi:10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("https://doi.org/10.1145/3442188.3445922.", "doi:10.1145/3442188.3445922"),
        ("https://doi.org/10.48550/arXiv.2106.15928", "2106.15928"),
        ("https://lab.example/papers/clip.pdf", "https://lab.example/papers/clip.pdf"),
    ],
)
def test_a_reference_is_read_in_every_form_people_paste(text: str, key: str) -> None:
    assert str(PaperRef.parse(text)) == key


@pytest.mark.parametrize(
    "text", ["", "   ", "attention is all you need", "12345", "2103.1", "ftp://x.example/a", "https://", "http://[::1"]
)
def test_what_names_no_paper_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadReference, match=r"try 2103\.10385"):
        PaperRef.parse(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_references(text: str) -> None:
    with suppress(BadReference):
        ref = PaperRef.parse(text)
        assert PaperRef.parse(str(ref)) == ref


def test_a_reference_leads_to_where_the_paper_is_read() -> None:
    assert PaperRef.parse("2103.10385").page == "https://arxiv.org/abs/2103.10385"
    assert PaperRef.parse("doi:10.1145/3442188").page == "https://doi.org/10.1145/3442188"
    address = PaperRef.parse("https://lab.example/a.pdf")
    assert (address.scheme, address.page) == ("url", "https://lab.example/a.pdf")


def test_an_id_tells_its_month() -> None:
    assert PaperRef.parse("2103.10385").month == "2021-03"
    assert PaperRef.parse("hep-th/9901001").month == "1999-01"
    assert PaperRef.parse("10.1145/3442188.3445922").month is None


@pytest.mark.parametrize("text", ["https://lab.example/p\x00df", "https://lab.example/\x7f"])
def test_an_address_with_control_characters_is_none(text: str) -> None:
    with pytest.raises(BadReference):
        PaperRef.parse(text)


def test_an_address_is_known_in_one_form_however_its_scheme_is_written() -> None:
    assert str(PaperRef.parse("hTtps://lab.example/a.pdf")) == "https://lab.example/a.pdf"


def test_a_pasted_reference_may_name_a_version() -> None:
    assert version_in("https://arxiv.org/abs/2103.10385v12") == 12
    assert version_in("2103.10385V3") == 3
    assert version_in("2103.10385") is None


def test_two_sightings_of_a_paper_are_one_paper() -> None:
    ref = PaperRef.parse("2106.09685")
    first = Paper(
        ref, "A title", "Old words.", (Author("A. One"),), ("cs.CL",), announced=date(2021, 6, 18), comment="c"
    )
    second = Paper(ref, "A better title", "New words.", (), ("cs.CL", "cs.LG"), announced=date(2021, 10, 18), version=2)
    for merged in (first.merged(second), second.merged(first)):
        assert (merged.title, merged.abstract, merged.version) == ("A better title", "New words.", 2)
        assert merged.announced == date(2021, 6, 18)
        assert merged.authors == first.authors
        assert set(merged.categories) == {"cs.CL", "cs.LG"}
        assert merged.comment == "c"


def test_what_either_sighting_knows_is_kept_and_the_newer_one_prevails() -> None:
    ref = PaperRef.parse("2106.09685")
    bare = Paper(ref, "T", "A")
    full = Paper(
        ref,
        "T",
        "A",
        (Author("A. One"),),
        ("cs.CL",),
        announced=date(2021, 6, 18),
        submitted=date(2021, 6, 17),
        licence="cc-by",
        comment="9 pages",
        doi="10.1/x",
        journal="J. 1",
        sections=(("introduction", "Words."),),
    )
    assert bare.merged(full) == full.merged(bare) == full
    newer = Paper(
        ref,
        "T",
        "B",
        (Author("A. Two"),),
        ("cs.LG", "cs.CL"),
        announced=date(2021, 7, 1),
        submitted=date(2021, 6, 30),
        version=2,
        licence="cc0",
        comment="10 pages",
        doi="10.1/y",
        journal="J. 2",
        sections=(("conclusion", "Others."),),
    )
    assert full.merged(newer) == newer.merged(full) == replace(newer, announced=full.announced)


def test_a_long_reference_is_repeated_in_part_and_a_short_one_whole() -> None:
    for length, shown in ((60, "x" * 60), (61, "x" * 60 + "…")):
        with pytest.raises(BadReference) as refused:
            PaperRef.parse("x" * length)
        assert f"“{shown}”" in str(refused.value)


def test_a_withdrawal_stands_until_a_newer_version_comes() -> None:
    ref = PaperRef.parse("2106.09685")
    withdrawn = Paper(ref, "T", "A", withdrawn=True, version=2)
    assert Paper(ref, "T", "A", version=1).merged(withdrawn).withdrawn
    assert withdrawn.merged(Paper(ref, "T", "A", version=1)).withdrawn
    assert not withdrawn.merged(Paper(ref, "T", "A", version=3)).withdrawn
