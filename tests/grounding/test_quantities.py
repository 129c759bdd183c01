"""Numbers as a text states them: which there are, how fine, in which unit, and what they count."""

from __future__ import annotations

import pytest

from bot.grounding.quantities import numbers


def values(text: str) -> list[tuple[float, str | None]]:
    return [(number.value, number.unit) for number in numbers(text)]


def test_numbers_are_read_with_scales_units_and_words() -> None:
    assert values("3.5 % of 1,024 images, 12x faster, 5 ms, 2.4B tokens, 1.25 million, twice, twenty-five tasks") == [
        (3.5, "percent"), (1024, None), (12, "times"), (0.005, "time"), (2.4e9, None), (1.25e6, None),
        (2, "times"), (25, None),
    ]  # fmt: skip


def test_enumerators_and_names_are_no_numbers() -> None:
    assert values("(1) In Stage 2, GPT-4 sees 3D scenes of Figure 3 for the first half.") == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("from 40 to 25 ms", [("40", 0.04, 0.001, "time"), ("25 ms", 0.025, 0.001, "time")]),
        ("between 3 and 5.5 %", [("3", 3.0, 1.0, "percent"), ("5.5 %", 5.5, 0.1, "percent")]),
        ("90 / 92 %", [("90", 90.0, 1.0, "percent"), ("92 %", 92.0, 1.0, "percent")]),
        ("2 to 3 million", [("2", 2e6, 1e6, None), ("3 million", 3e6, 1e6, None)]),
        ("6 tasks in 8 h", [("6", 6.0, 1.0, None), ("8 h", 28_800.0, 3_600.0, "time")]),
        ("10^6 samples", [("10^6", 1e6, 1e-3, None)]),
        ("2 x 10^3 tokens", [("2 x 10^3", 2_000.0, 1_000.0, None)]),
        ("1e-4", [("1e-4", 1e-4, 1e-4, None)]),
        ("O(n^2) time", [("^2", 2.0, 0.0, "power")]),
        ("10^400", [("10^400", float("inf"), float("inf"), None)]),
        ("-3.5 points", [("3.5 points", -3.5, 0.1, "points")]),
        ("12 percentage points", [("12 percentage points", 12.0, 1.0, "points")]),
        ("3 per cent", [("3 per cent", 3.0, 1.0, "percent")]),
        ("7 GB of memory", [("7 GB", 7e9, 1e9, "bytes")]),
        ("30k examples", [("30k", 30_000.0, 1_000.0, None)]),
        ("two million pairs", [("two", 2e6, 1e6, None)]),
        ("a dozen models, tenfold", [("dozen", 12.0, 1.0, None), ("tenfold", 10.0, 1.0, "times")]),
        ("a 4th try in 3D, layer-7 b", []),
    ],
)
def test_a_number_is_read_with_its_value_how_fine_it_is_and_its_unit(
    text: str, read: list[tuple[str, float, float, str | None]]
) -> None:
    found = numbers(text)
    assert [(number.shown, number.unit) for number in found] == [(shown, unit) for shown, _, _, unit in read]
    assert [number.value for number in found] == pytest.approx([value for _, value, _, _ in read])
    assert [number.step for number in found] == pytest.approx([step for _, _, step, _ in read])


def test_a_number_knows_where_it_stands_what_it_counts_and_whether_it_is_meant_roughly() -> None:
    text = "~5,000 images, roughly 3 million, twenty-five tasks, 8 h"
    assert [(text[n.start : n.end], n.after, n.word, n.about) for n in numbers(text)] == [
        ("5,000", "images", False, True),
        ("3 million", "", False, True),
        ("twenty-five", "tasks", True, False),
        ("8 h", "", False, False),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(1) first, (12) then (3", []),
        ("(12 tasks) (123) (1.5)", ["12", "123", "1.5"]),
        ("Stage 2, Table 12, fig. 4, Eq. 7, level 100, step 2.5", ["100", "2.5"]),
        ("3D 4th 7B-chat 12x 5K", ["7B", "12x", "5K"]),
        ("layer-7, a-5 and 5-7 nets", ["5", "7"]),
        ("x2 v1.5 a.7 .5", [".5"]),
        ("1,024 1,02 10,000.5", ["1,024", "1", "02", "10,000.5"]),
        ("twenty-five, Twenty Five, twenty, sixty-one", ["twenty-five", "Twenty Five", "twenty", "sixty-one"]),
        ("one half, a third, zero, a quarter", []),
        ("two hundred, a hundred, hundred thousand", ["two", "hundred", "hundred"]),
        ("often tenfold someone twice", ["tenfold", "twice"]),
    ],
)
def test_what_counts_is_a_number_and_what_names_or_enumerates_is_none(text: str, shown: list[str]) -> None:
    assert [number.shown for number in numbers(text)] == shown


@pytest.mark.parametrize(
    ("text", "value", "step", "unit"),
    [
        ("5", 5, 1, None),
        ("5.25", 5.25, 0.01, None),
        ("-5 nets", -5, 1, None),
        ("+5 nets", 5, 1, None),
        ("1e3", 1e3, 1e3, None),
        ("1.5e3", 1.5e3, 1e2, None),
        ("2E-3", 2e-3, 1e-3, None),
        ("2.5 × 10^3", 2.5e3, 1e2, None),
        ("3 thousand million", 3e9, 1e9, None),
        ("5 million seconds", 5e6, 1e6, "time"),
        ("2.4 B", 2.4, 0.1, None),
        ("2.4B", 2.4e9, 1e8, None),
        ("2.4 bn", 2.4e9, 1e8, None),
        ("5%", 5, 1, "percent"),
        ("5 percentage-points", 5, 1, "points"),
        ("5%-points", 5, 1, "points"),
        ("5 pp", 5, 1, "points"),
        ("5 per cent", 5, 1, "percent"),
        ("5 per second", 5, 1, None),
        ("5-fold", 5, 1, "times"),
        ("5×", 5, 1, "times"),
        ("three-fold", 3, 1, "times"),
        ("six months", 6, 1, "months"),
        ("twelve percent", 12, 1, "percent"),
        ("two hundred", 200, 100, None),
        ("doubled", 2, 1, "times"),
        ("halved", 50, 1, "percent"),
        ("Dozen", 12, 1, None),
        ("2^10", 1024, 1024e-9, None),
        ("2^(-1)", 0.5, 0.5e-9, None),
        ("0^-1", float("inf"), float("inf"), None),
        ("n^3", 3, 0, "power"),
        ("f(n)^2.5", 2.5, 0, "power"),
    ],
)
def test_a_number_alone_is_read_as_it_is_printed(text: str, value: float, step: float, unit: str | None) -> None:
    (number,) = numbers(text)
    assert number.value == pytest.approx(value)
    assert number.step == pytest.approx(step)
    assert number.unit == unit


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("from 40 to 25 ms", ["time", "time"]),
        ("40, 30 and 25 %", ["percent", "percent", "percent"]),
        ("40-25 %", ["percent", "percent"]),
        ("40 vs. 25 %", ["percent", "percent"]),
        ("40 tasks and 25 %", [None, "percent"]),
        ("40 to about 25 %", [None, "percent"]),
        ("40. 25 %", [None, "percent"]),
        ("two to 25 %", [None, "percent"]),
        ("40 to five percent", [None, "percent"]),
        ("40 points to 25 %", ["points", "percent"]),
        ("4k to 25 %", [None, "percent"]),
        ("40 to 25", [None, None]),
        ("40 or twice", [None, "times"]),
        ("40 or halved", [None, "percent"]),
    ],
)
def test_a_unit_is_shared_along_a_range_or_a_list(text: str, units: list[str | None]) -> None:
    assert [number.unit for number in numbers(text)] == units


def test_a_scale_is_shared_along_a_range() -> None:
    assert [(number.value, number.step) for number in numbers("2 to 3.5 million, 4k or 5 million")] == [
        (2e6, 1e6), (3.5e6, 1e5), (4e3, 1e3), (5e6, 1e6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "after", "about"),
    [
        ("5 tasks", "tasks", False),
        ("5 new tasks", "new", False),
        ("5-task", "task", False),
        ("5 % of tasks", "", False),
        ("5 million tasks", "tasks", False),
        ("five tasks", "tasks", False),
        ("about 5 tasks", "tasks", True),
        ("more than 5", "", True),
        ("up to five", "", True),
        ("approximately 5,000 tasks", "tasks", True),
        ("~5", "", True),
        ("≥ 5", "", True),
        ("about this 5", "", False),
        ("halved", "", True),
        ("about twice", "", False),
        ("O(n^2) tasks", "", False),
        ("10^2 tasks", "", False),
    ],
)
def test_a_number_knows_what_it_counts_and_whether_it_is_rough(text: str, after: str, about: bool) -> None:
    (number,) = numbers(text)
    assert (number.after, number.about) == (after, about)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("It has 5 ms and -3.5 points.", ["5 ms", "3.5 points"]),
        ("two, 2^10 and n^2 nets", ["two", "2^10", "^2"]),
        ("5 million GPU hours, 7 nets", ["5 million", "7"]),
        ("three-fold and ~1,024", ["three-fold", "1,024"]),
    ],
)
def test_numbers_stand_in_their_order_where_they_say(text: str, spans: list[str]) -> None:
    assert [text[number.start : number.end] for number in numbers(text)] == spans
