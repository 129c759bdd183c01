"""Small plots as SVG of our own: points and lines from numbers, no script and no library; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 130
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 20, 10, 22


@dataclass(frozen=True, slots=True)
class Mark:
    """One value at its place, and what it says."""

    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, its number (which decides how it is drawn), and its marks from left to right."""

    name: str
    number: int
    marks: tuple[Mark, ...]

    @property
    def points(self) -> str:
        """For a polyline."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines over labels, between two rules with their values; `columns` are the labels with their places."""

    title: str
    series: tuple[Series, ...]
    columns: tuple[tuple[float, str], ...]
    rules: tuple[tuple[float, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    width: int = WIDTH
    height: int = HEIGHT


def plot(
    title: str, labels: Sequence[str], values: Mapping[str, Sequence[float | None]], *, unit: str = "", top: float = 0.0
) -> Plot | None:
    """The plot of `values` by name, one for each of `labels`; None where there are fewer than two to join.

    The scale holds zero and `top`. `unit` follows each number; "%" stands for shares, which are shown times a hundred.
    """
    known = [value for line in values.values() for value in line if value is not None]
    if len(labels) < 2 or len(known) < 2:
        return None
    low, high = min(0.0, *known), max(top, 0.0, *known)
    high = high if high > low else low + 1.0
    step = (WIDTH - _LEFT - _RIGHT) / (len(labels) - 1)

    def place(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1)

    across = [round(_LEFT + step * at, 1) for at in range(len(labels))]
    series = tuple(
        Series(
            name,
            number,
            tuple(
                Mark(x, place(value), f"{label}: {_told(value, unit)}")
                for x, label, value in zip(across, labels, line, strict=True)
                if value is not None
            ),
        )
        for number, (name, line) in enumerate(values.items())
    )
    every = max(1, -(-len(labels) // 4))
    columns = tuple((x, label) for at, (x, label) in enumerate(zip(across, labels, strict=True)) if at % every == 0)
    rules = tuple((place(value), _told(value, unit)) for value in sorted({low, 0.0, high}))
    rows = tuple((label, tuple(_told(line[at], unit) for line in values.values())) for at, label in enumerate(labels))
    return Plot(title, series, columns, rules, rows)


def _told(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "%":
        return f"{100 * value:.0f} %"
    return f"{value:.0f}{unit}" if unit else f"{value:+.1f}"
