"""How amounts are printed, and what a unit is a multiple of."""

from __future__ import annotations

import pytest

from bot.grounding.units import in_base, is_measure, unit_of


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("%", "percent"), ("Percent", "percent"), ("×", "times"), ("x", "times"), ("X", None), ("ms", "ms"),
        ("MS", "ms"), ("s", "s"), ("S", None), ("GB", "gb"), ("GiB", "gb"), ("K", None), ("kelvin", "k"),
        ("°", "deg"), ("Hours", "h"), ("tasks", None), ("", None),
    ],
)  # fmt: skip
def test_a_single_letter_is_a_unit_only_as_it_is_usually_printed(printed: str, unit: str | None) -> None:
    assert unit_of(printed) == unit


@pytest.mark.parametrize(
    ("tail", "measure"),
    [
        ("K", True), ("Million", True), ("B", True), ("GB", True), ("%", True), ("%points", True), ("×", True),
        ("x", True), ("X", True), ("D", False), ("th", False), ("way", False),
    ],
)  # fmt: skip
def test_letters_that_touch_a_number_are_a_measure_or_part_of_a_name(tail: str, measure: bool) -> None:
    assert is_measure(tail) is measure


@pytest.mark.parametrize(
    ("amount", "unit", "same"),
    [
        (5, "ms", (0.005, "time")),
        (2, "h", (7200, "time")),
        (3, "wk", (3 * 7 * 86_400, "time")),
        (2, "yr", (24, "months")),
        (4, "kb", (4e3, "bytes")),
        (4, "km", (4e3, "length")),
        (4, "mhz", (4e6, "frequency")),
        (4, "percent", (4, "percent")),
        (4, None, (4, None)),
    ],
)
def test_amounts_of_one_family_meet_in_one_unit(
    amount: float, unit: str | None, same: tuple[float, str | None]
) -> None:
    value, step, family = in_base(amount, 1, unit)
    assert value == pytest.approx(same[0])
    assert family == same[1]
    assert step == pytest.approx(same[0] / amount), "as fine as it was printed"
