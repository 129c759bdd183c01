"""Where on a sheet of a PDF a figure stands: between its caption and the prose before it; pure geometry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CAPTION = re.compile(r"(Fig(?:ure|\.)?)\s*(\d{1,2})\s*([:.|])\s*(?=\S)", re.IGNORECASE)
_HEADING = re.compile(r"(?:\d+(?:\.\d+)*\.?\s+)?[A-Z][\w-]*(?:\s+[\w-]+){0,5}$")
#: Prose fills its column; labels inside a figure do not.
_FULL, _WORDS = 0.72, 6
#: How far, in points, a label may stand from the drawing that it belongs to, and how much air a figure gets.
_NEAR, _AIR = 14.0, 3.0
_TALLEST = 40.0
_LEAST_WIDTH, _LEAST_HEIGHT = 90.0, 40.0


@dataclass(frozen=True, slots=True)
class Box:
    """A box on a sheet in points, counted from its lower left corner; `text` is what a line of text says."""

    left: float
    bottom: float
    right: float
    top: float
    text: str = ""

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def over(self, other: Box) -> float:
        """How much of their width two boxes share."""
        return min(self.right, other.right) - max(self.left, other.left)

    def with_(self, other: Box) -> Box:
        """The box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
            f"{self.text} {other.text}".strip(),
        )

    def near(self, other: Box, gap: float) -> bool:
        """Whether no more than `gap` lies between two boxes."""
        beside = max(self.left, other.left) - min(self.right, other.right)
        above = max(self.bottom, other.bottom) - min(self.top, other.top)
        return beside <= gap and above <= gap


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption: its label (`Figure 1`), its words, and where it stands."""

    label: str
    words: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page: its width and height, its lines of text, and the boxes of all that is drawn."""

    width: float
    height: float
    lines: tuple[Box, ...]
    drawn: tuple[Box, ...]


def lines_of(pieces: Iterable[Box]) -> tuple[Box, ...]:
    """Pieces of text put together into lines, the highest first; what stands upright in the margin is no line."""
    rows: list[Box] = []
    lying = (piece for piece in pieces if piece.height < _TALLEST)
    for piece in sorted(lying, key=lambda box: (-round(box.top), box.left)):
        at = next((n for n, row in enumerate(rows) if _same_line(row, piece)), None)
        if at is None:
            rows.append(piece)
        else:
            rows[at] = rows[at].with_(piece)
    return tuple(sorted(rows, key=lambda box: (-box.top, box.left)))


def _same_line(row: Box, piece: Box) -> bool:
    shared = min(row.top, piece.top) - max(row.bottom, piece.bottom)
    height = min(row.height, piece.height)
    return shared > 0.5 * height and row.near(piece, 1.2 * max(row.height, piece.height))


def captions_on(sheet: Sheet) -> tuple[Caption, ...]:
    """The captions of figures on a sheet, the first of each label."""
    found: dict[str, Caption] = {}
    for at, line in enumerate(sheet.lines):
        begins = _CAPTION.match(line.text)
        if begins is None or (begins[3] != ":" and _goes_on(line, sheet)):
            continue
        box = _whole(line, sheet.lines[at + 1 :])
        label = f"Figure {int(begins[2])}"
        found.setdefault(label, Caption(label, " ".join(box.text[begins.end() :].split()), box))
    return tuple(found.values())


def _goes_on(line: Box, sheet: Sheet) -> bool:
    """Whether a line is the next one of a paragraph, which merely mentions a figure."""
    above = [each for each in sheet.lines if each.bottom >= line.top - 2 and each.over(line) > 0]
    before = min(above, key=lambda each: each.bottom, default=None)
    return before is not None and before.bottom - line.top < 0.5 * line.height and len(before.text.split()) >= _WORDS


def _whole(first: Box, below: Sequence[Box]) -> Box:
    """A caption's first line with those that follow it closely."""
    whole, last = first, first
    for line in below:
        gap = last.bottom - line.top
        alike = 0.7 < line.height / max(first.height, 1.0) < 1.4
        if gap > 0.9 * first.height or not alike or _CAPTION.match(line.text):
            if line.over(first) > 0:
                break
            continue
        if line.over(whole) > 0 and line.left >= first.left - 12 and gap > -first.height:
            whole, last = whole.with_(line), line
    return whole


def region(sheet: Sheet, caption: Caption) -> Box | None:
    """The box of what is drawn above a caption, with the labels that belong to it; None where nothing is."""
    column, floor, measure = _column(sheet, caption), caption.box.top, _measure(sheet)
    ends = [line.bottom for line in sheet.lines if _is_prose(line, column, floor, measure)]
    place = Box(column.left - 6, floor + 0.5, column.right + 6, min(ends, default=sheet.height))
    inside = [cut for box in sheet.drawn if not _is_frame(box, sheet) and (cut := _cut(box, place))]
    if not inside:
        return None
    whole = inside[0]
    for box in inside[1:]:
        whole = whole.with_(box)
    whole = _labelled(whole, [line for line in sheet.lines if _cut(line, place)])
    if whole.width < _LEAST_WIDTH or whole.height < _LEAST_HEIGHT:
        return None
    return Box(
        max(whole.left - _AIR, 0),
        max(whole.bottom - _AIR, place.bottom),
        min(whole.right + _AIR, sheet.width),
        min(whole.top + _AIR, place.top, sheet.height),
    )


def _measure(sheet: Sheet) -> float:
    """How wide a line of prose is on this sheet."""
    widths = sorted(line.width for line in sheet.lines if len(line.text.split()) > _WORDS)
    return widths[len(widths) // 2] if widths else sheet.width / 2


def _column(sheet: Sheet, caption: Caption) -> Box:
    """The column in which a caption stands: half of the printed width, or all of it."""
    left = min((line.left for line in sheet.lines), default=0.0)
    right = max((line.right for line in sheet.lines), default=sheet.width)
    middle = (left + right) / 2
    box, slack = caption.box, 0.06 * (right - left)
    if box.right <= middle + slack / 2 and (box.left + box.right) / 2 < middle - slack:
        return Box(left, 0, middle, sheet.height)
    if box.left >= middle - slack / 2 and (box.left + box.right) / 2 > middle + slack:
        return Box(middle, 0, right, sheet.height)
    return Box(left, 0, right, sheet.height)


def _is_prose(line: Box, column: Box, floor: float, measure: float) -> bool:
    """Whether a line above `floor` is running text, a heading or another caption, at which a figure ends."""
    if line.bottom < floor or line.over(column) <= 0:
        return False
    words = line.text.split()
    letters = sum(letter.isalpha() for letter in line.text) / max(len(line.text), 1)
    filled = line.width >= _FULL * measure and len(words) >= _WORDS and letters > 0.55
    return filled or _CAPTION.match(line.text) is not None


def _cut(box: Box, place: Box) -> Box | None:
    """What of a box lies in a place; a form's box also covers what it does not show."""
    left, right = max(box.left, place.left), min(box.right, place.right)
    bottom, top = max(box.bottom, place.bottom), min(box.top, place.top)
    return Box(left, bottom, right, top, box.text) if left < right and bottom < top else None


def _is_frame(box: Box, sheet: Sheet) -> bool:
    """Whether a box is the sheet's own ground, or a rule under its running title."""
    whole = box.width > 0.9 * sheet.width and box.height > 0.9 * sheet.height
    return whole or (box.height < 2 and box.width > 0.4 * sheet.width)


def _labelled(whole: Box, lines: Sequence[Box]) -> Box:
    """The drawing with the lines of text that stand in it or close by, and close to those."""
    left = [line for line in lines if not (_HEADING.match(line.text) and line.height > 11)]
    while near := [line for line in left if whole.near(line, _NEAR)]:
        for line in near:
            whole = whole.with_(line)
        left = [line for line in left if line not in near]
    return whole
