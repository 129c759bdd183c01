"""Libraries from other programs: every entry that can be read, every other by name, and no file that passes for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain.errors import BadInput
from bot.domain.library import Entry
from bot.domain.paper import PaperRef
from bot.sources.library.file import read_library

ONE = r"""
@article{north2021, title = {{Prefix-Free} Pr\'{o}mpts}, author = {North, Ada and {\'E}mile South},
  eprint = {2101.00190}, archivePrefix = {arXiv}, abstract = {We gain 5\% on $x_1$.}, year = 2021, month = jan}
"""
RIS = """TY  - JOUR
TI  - Frozen models
AU  - North, Ada
DO  - 10.1145/3442188.3445922
AB  - We freeze
 what others train.
PY  - 2021/03/01
ER  -
"""


def written(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def entries(folder: Path, name: str, text: str | bytes) -> list[Entry]:
    return list(read_library(written(folder, name, text))[0])


def test_bibtex_is_read_with_its_tex_as_text(tmp_path: Path) -> None:
    (entry,) = entries(tmp_path, "a.bib", ONE)
    assert entry == Entry(
        "Prefix-Free Prómpts",
        PaperRef("arxiv", "2101.00190"),
        "Prefix-Free Prómpts",
        "We gain 5% on $x_1$.",
        ("Ada North", "Émile South"),
        2021,
    )


@pytest.mark.parametrize(
    ("fields", "ref"),
    [
        ("journal = {arXiv preprint arXiv:2101.00190}", "2101.00190"),
        ("howpublished = {\\url{https://arxiv.org/abs/2101.00190v2}}", "2101.00190"),
        ("doi = {10.48550/arXiv.2101.00190}", "2101.00190"),
        ("doi = {10.1145/3442188}, url = {https://arxiv.org/pdf/2101.00190}", "2101.00190"),
        ("doi = {10.1145/3442188}, url = {https://dl.acm.org/doi/10.1145/3442188}", "doi:10.1145/3442188"),
        ("eprint = {2101.00190}, eprinttype = {arXiv}", "2101.00190"),
        ("eprint = {33445566}, eprinttype = {pubmed}", "None"),
        ("url = {https://lab.example/paper.pdf}", "https://lab.example/paper.pdf"),
        ("note = {to appear}", "None"),
    ],
)
def test_an_entry_is_known_by_the_best_of_what_it_says(fields: str, ref: str, tmp_path: Path) -> None:
    (entry,) = entries(tmp_path, "a.bib", f"@misc{{k, title = {{T}}, {fields}}}")
    assert str(entry.ref) == ref


@pytest.mark.parametrize(
    "tex", ["{" * 3000 + "Frozen" + "}" * 3000, r"Frozen \sqrt[", r"Frozen \href{x}{y}", "Frozen $x \\"]
)
def test_tex_that_no_reader_follows_is_still_a_title(tex: str, tmp_path: Path) -> None:
    (entry,) = entries(tmp_path, "a.bib", f"@misc{{k, title = {{{tex} }}, eprint = {{2101.00190}}}}")
    assert entry.title.startswith("Frozen")


def test_bibtex_that_is_cut_off_costs_the_last_entry_alone(tmp_path: Path) -> None:
    found, skipped = read_library(written(tmp_path, "a.bib", ONE + "@article{b,\n title = {Cut o"))
    assert len(found) == 1
    assert [(each.name, "cut off" in each.reason) for each in skipped] == [("line 4", True)]


def test_the_same_key_or_field_twice_loses_no_entry(tmp_path: Path) -> None:
    twice = (
        ONE + ONE.replace("2101.00190", "2101.00191") + "@misc{c, title={First}, title={Second}, eprint={2101.00192}}"
    )
    found = entries(tmp_path, "a.bib", twice)
    assert [str(each.ref) for each in found] == ["2101.00190", "2101.00191", "2101.00192"]
    assert found[2].title == "First"


def test_ten_thousand_entries_are_read(tmp_path: Path) -> None:
    many = "".join(
        f"@misc{{k{number}, title = {{On {number}}}, eprint = {{2101.{number:05}}}}}\n" for number in range(10_000)
    )
    assert len({entry.ref for entry in entries(tmp_path, "a.bib", many)}) == 10_000


def test_ris_is_read_with_values_that_go_on_and_entries_that_never_end(tmp_path: Path) -> None:
    found = entries(
        tmp_path, "a.ris", RIS + "TY  - JOUR\r\nT1  - Another\r\nUR  - https://arxiv.org/abs/2101.00190\r\n"
    )
    assert [(e.title, str(e.ref), e.year) for e in found] == [
        ("Frozen models", "doi:10.1145/3442188.3445922", 2021),
        ("Another", "2101.00190", None),
    ]
    assert (found[0].abstract, found[0].authors) == ("We freeze what others train.", ("Ada North",))


def test_csl_json_is_read_and_what_is_no_item_is_named(tmp_path: Path) -> None:
    item = {
        "title": "Frozen models",
        "author": [{"family": "North", "given": "Ada"}, {"literal": "The Lab"}],
        "number": "arXiv:2101.00190",
        "issued": {"date-parts": [[2021, 1]]},
        "DOI": None,
    }
    text = json.dumps([item, "a stray word", {"title": ["?"], "issued": "2020", "author": "x", "URL": 3}])
    found, skipped = read_library(written(tmp_path, "a.json", text))
    assert found[0] == Entry(
        "Frozen models", PaperRef("arxiv", "2101.00190"), "Frozen models", "", ("Ada North", "The Lab"), 2021
    )
    assert found[1] == Entry("item 3", None, year=2020)
    assert [each.name for each in skipped] == ["item 2"]


def test_a_list_of_links_may_have_words_around_them(tmp_path: Path) -> None:
    lines = (
        "# Monday\n2101.00190\n\n- [Frozen](https://arxiv.org/abs/2101.00191) nice\ndoi:10.1145/3442188\nmilk, eggs\n"
    )
    found, skipped = read_library(written(tmp_path, "a.txt", lines))
    assert [str(each.ref) for each in found] == ["2101.00190", "2101.00191", "doi:10.1145/3442188"]
    assert [each.name for each in skipped] == ["line 6"]


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (ONE, "2101.00190"),
        (RIS, "doi:10.1145/3442188.3445922"),
        ("2101.00190", "2101.00190"),
        ('[{"URL": "https://arxiv.org/abs/2101.00190"}]', "2101.00190"),
    ],
)
def test_a_file_whose_name_does_not_tell_is_looked_into(text: str, ref: str, tmp_path: Path) -> None:
    assert [str(each.ref) for each in entries(tmp_path, "library", text)] == [ref]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    assert entries(tmp_path, "a.bib", ONE.replace("\\'{o}", "ó").encode(encoding))[0].title == "Prefix-Free Prómpts"


def test_another_encoding_is_read_as_far_as_may_be_and_said(tmp_path: Path) -> None:
    found, notes = read_library(written(tmp_path, "a.bib", ONE.replace("\\'{o}", "ó").encode("cp1252")))
    assert found[0].title == "Prefix-Free Prómpts"
    assert "Windows-1252" in notes[0].reason


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.bib", "", "is empty"),
        ("a.bib", " \n", "is empty"),
        ("a.bib", "<!DOCTYPE html><html><body>Sign in @ x{y}</body></html>", "web page"),
        ("a.txt", "\n<html>2101.00190</html>", "web page"),
        ("a.bib", "dear reader", "no paper"),
        ("a.bib", "@article{b, title = {Cut o", "line 1"),
        ("a.json", '[{"title": "Cut o', "whole JSON"),
        ("a.json", '{"version": 3}', "not a list of items"),
        ("a.json", "[" * 100_000, "nested"),
        ("a.txt", "milk\neggs", "line 1"),
        ("a.pdf", b"%PDF-1.5\n\x00\x01\x02", "no text file"),
    ],
)
def test_what_is_no_library_is_told_in_a_sentence(name: str, text: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=words):
        read_library(written(tmp_path, name, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"away\.bib"):
        read_library(tmp_path / "away.bib")
