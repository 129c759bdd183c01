"""Fixed words: every sentence that is said somewhere has its Chinese, with the same places to fill."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from bot.domain.chinese import CHINESE
from bot.domain.editorial import StoryStage
from bot.domain.wording import wording
from bot.outlets.web.words import LINK_NAMES

BOT = Path(__file__).resolve().parents[2] / "bot"
#: Words that are said by way of a name: stages, links, parts of a score, verdicts, places in a paper.
NAMED = {
    *(stage.value.replace("_", " ") for stage in StoryStage),
    *LINK_NAMES.values(),
    *("opinion", "from the score", "quote repaired", "not verified"),
    *("prior", "influence", "topic", "attention", "taste"),
    *("paper", "abstract", "title", "introduction", "conclusion", "captions"),
}
_IN_TEMPLATE = re.compile(r'say\(\s*"([^"]+)"')


def said() -> Iterator[str]:
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and (
                (isinstance(node.func, ast.Name) and node.func.id == "say")
                or (isinstance(node.func, ast.Call) and getattr(node.func.func, "id", "") == "wording")
                or (file.name == "wording.py" and isinstance(node.func, ast.Name) and node.func.id == "self")
            )
            if named and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)
    for file in BOT.rglob("*.html"):
        yield from _IN_TEMPLATE.findall(file.read_text(encoding="utf-8"))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


SAID = sorted({*said(), *NAMED})


def test_sentences_are_found_where_they_are_said() -> None:
    assert {"You might also like", "Drop", "{count} stories", "In this edition", "{most} and {last}"} <= set(SAID)
    assert len(SAID) > 80


@pytest.mark.parametrize("sentence", SAID)
def test_every_sentence_has_its_chinese(sentence: str) -> None:
    chinese = CHINESE.get(sentence)
    assert chinese is not None, f"“{sentence}” has no Chinese in bot/domain/chinese.py"
    assert places(chinese) == places(sentence)


def test_no_chinese_is_kept_that_nobody_says() -> None:
    assert set(CHINESE) - set(SAID) == set()


@pytest.mark.parametrize(
    ("language", "period", "told"),
    [
        ("en", "2026-11", "November 2026"),
        ("zh", "2026-11", "2026年11月"),
        ("zh-CN", "2026-11", "2026年11月"),
        ("ZH", "2026-11-27-2610.00001", "2026年11月27日特刊"),
        ("zh", "first light", "first light"),
        ("zh", "2026-13", "2026-13"),
        ("fr", "2026-11", "November 2026"),
        ("", "2026-11", "November 2026"),
    ],
)
def test_a_period_is_told_as_people_say_it(language: str, period: str, told: str) -> None:
    assert wording(language).month(period) == told


def test_names_stand_in_a_row() -> None:
    assert [wording("en").listed(names) for names in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        "", "A", "A and B", "A, B and C",
    ]  # fmt: skip
    assert wording("zh").listed(("甲", "乙", "丙")) == "甲、乙和丙"


def test_what_stands_in_a_place_is_never_read_as_a_place() -> None:
    assert wording("zh")("Drafted by {writer}.", writer="{count} {0}") == "由{count} {0}起草。"
    assert wording("en")("a brace { of somebody else's") == "a brace { of somebody else's"
