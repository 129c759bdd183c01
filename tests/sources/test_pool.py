"""A month from a file: every paper that can be read, every other line by name."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from bot.domain.errors import BadInput
from bot.sources.pool import PoolFile
from tests.made_up import pool, records


def test_papers_are_announced_on_the_days_that_the_file_gives(tmp_path: Path) -> None:
    listing = PoolFile(pool(tmp_path, 3)).read()
    assert [str(each.paper.ref) for each in listing.announcements] == ["2106.00001", "2106.00002", "2106.00003"]
    assert [each.on for each in listing.announcements] == [date(2021, 6, day) for day in (1, 2, 3)]
    assert listing.announcements[0].paper.categories == ("cs.CL", "cs.LG")


def test_gzip_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    packed = tmp_path / "month"
    packed.write_bytes(gzip.compress(pool(tmp_path, 3).read_bytes()))
    assert len(PoolFile(packed).read().announcements) == 3


def test_a_file_that_ends_too_early_keeps_what_came_before(tmp_path: Path) -> None:
    packed = tmp_path / "month.gz"
    packed.write_bytes(gzip.compress(pool(tmp_path, 400).read_bytes())[:-2000])
    listing = PoolFile(packed).read()
    assert 0 < len(listing.announcements) < 400
    assert "ends too early" in listing.skipped[-1].reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"arxiv_id": "not an id"}, "is not an arXiv id"),
        ({"arxiv_id": None}, "“arxiv_id” is not text"),
        ({"published": "yesterday"}, "yesterday"),
        ({"title": "  "}, "empty"),
        ({"abstract": 3}, "“abstract” is not text"),
        ({"authors": [{"name": "A. Alder"}]}, "“authors” is not a list of texts"),
    ],
)
def test_a_bad_record_is_skipped_by_name_and_stops_nothing(
    change: dict[str, object], reason: str, tmp_path: Path
) -> None:
    first, second = records(2)
    file = tmp_path / "month.jsonl"
    file.write_text(json.dumps({**first, **change}) + "\n" + json.dumps(second) + "\n", encoding="utf-8")
    listing = PoolFile(file).read()
    assert [str(each.paper.ref) for each in listing.announcements] == ["2106.00002"]
    (skipped,) = listing.skipped
    assert skipped.name == "month.jsonl, line 1"
    assert reason in skipped.reason


def test_a_line_that_never_ends_does_not_fill_the_memory(tmp_path: Path) -> None:
    file = pool(tmp_path, 1)
    with file.open("ab") as lines:
        lines.write(b'{"title": "' + b"x" * 3_000_000)
    listing = PoolFile(file).read()
    assert len(listing.announcements) == 1
    assert listing.skipped


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_what_cannot_be_opened_is_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        PoolFile(tmp_path / name).read()
