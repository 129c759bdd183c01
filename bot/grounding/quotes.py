"""Whether a quote is the paper's own words, and where they stand."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from sentencex import get_sentence_boundaries

from bot.grounding.words import DRESS, SYMBOLS

FEWEST_WORDS = 5
MOST_SENTENCES = 3
_LONGEST = 4000

_LETTERS = re.compile(r"[A-Za-z]+")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.DOTALL)
_KEPT = frozenset("%<>=±+≥≤≈≠×^")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.\.\.|…)\s*\]|\.\.\.|…)\s*")
# Half of a surrogate pair cannot be handed to the splitter.
_SURROGATE = re.compile("[\ud800-\udfff]")
_GREEK = {chr(code): unicodedata.name(chr(code)).split()[-1].lower() for code in range(0x3B1, 0x3CA)}


@dataclass(frozen=True, slots=True)
class Found:
    """A quote as it stands in the paper: the paper's characters, and whether they were asked for exactly."""

    text: str
    start: int
    end: int
    exact: bool
    sentences: int


@lru_cache(maxsize=4096)
def _glyph(character: str) -> str:
    """What a printed character comes down to: lower case letters, digits, a sign that changes meaning, or nothing."""
    if character in "²³":
        return "^" + unicodedata.normalize("NFKC", character)
    if character in "−－﹣":
        return "-"
    out = ""
    for one in unicodedata.normalize("NFKD", character).casefold():
        if one in _GREEK:
            out += _GREEK[one]
        elif one.isalnum() or one in _KEPT:
            out += one
    return out


def squeeze(text: str) -> tuple[str, list[int]]:
    """Letters, digits and the signs that change a meaning, with the index in `text` of each.

    Case, spaces, dashes, punctuation, ligatures, braces and LaTeX dress are gone. What keeps numbers apart
    stays: a decimal point, a sign, and one bar between neighbouring groups of digits (`5-10` is `5|10`).
    """
    out: list[str] = []
    at: list[int] = []
    index, size = 0, len(text)
    gap = False
    while index < size:
        if run := _LETTERS.match(text, index):
            out.extend(run[0].lower())
            at.extend(range(index, run.end()))
            index, gap = run.end(), False
            continue
        character = text[index]
        if character == "\\":
            word, index_after = _undressed(text, index)
        else:
            word, index_after = _sign(text, index) or _glyph(character), index + 1
        if word:
            if gap and out and out[-1].isdigit() and word[0].isdigit():
                out.append("|")
                at.append(index)
            out.extend(word)
            at.extend([index] * len(word))
            gap = False
        elif character not in "{}$\u00ad\u200b\u2060":
            gap = True
        index = index_after
    return "".join(out), at


def _undressed(text: str, index: int) -> tuple[str, int]:
    match = _COMMAND.match(text, index)
    if match is None:
        return "", index + 1
    if match[1] is None:
        return _glyph(match[2]), match.end()
    name = match[1]
    shown = "" if name in DRESS else "".join(_glyph(one) for one in SYMBOLS.get(name, name))
    return shown, match.end()


def _sign(text: str, index: int) -> str:
    """A decimal point, a minus or nothing: the punctuation that belongs to a number."""
    character = text[index]
    if character not in ".-−–,":
        return ""
    after = text[index + 1] if index + 1 < len(text) else " "
    before = text[index - 1] if index else " "
    if character == "." and after.isdigit() and (before.isdigit() or not before.isalnum()):
        return "."
    if character == "," and after.isdigit() and before.isdigit():
        # A thousands separator is no sign; a decimal comma or a list is kept apart by it.
        return "" if text[index + 1 : index + 4].isdigit() and not text[index + 4 : index + 5].isdigit() else ","
    if character in "-−–" and after.isdigit() and not (before.isalnum() or before in ")]}%."):
        return "-"
    return ""


class Text:
    """A text to quote from, folded at most once; every answer is in its own characters."""

    def __init__(self, raw: str) -> None:
        self.raw = raw

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        return squeeze(self.raw)

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Start and end of each sentence."""
        return sentences(self.raw)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.bounds]

    def crossed(self, start: int, end: int) -> int:
        """How many sentences the characters from `start` to `end` touch."""
        last = max(start, end - 1)
        return bisect_right(self._starts, last) - max(bisect_right(self._starts, start), 1) + 1

    def find(self, quote: str) -> Found | None:
        """The quote in this text, letter for letter, or differing only in dress; else None."""
        wanted = quote.strip()
        if not wanted or len(wanted) > _LONGEST:
            return None
        at = self.raw.find(wanted)
        while at >= 0:
            if _whole(self.raw, at, at + len(wanted)):
                return Found(wanted, at, at + len(wanted), exact=True, sentences=self.crossed(at, at + len(wanted)))
            at = self.raw.find(wanted, at + 1)
        return self._dressed(wanted) or self._elided(wanted)

    def _dressed(self, wanted: str) -> Found | None:
        key, _ = squeeze(wanted)
        folded, back = self._squeezed
        at = folded.find(key) if key else -1
        while at >= 0:
            start, end = back[at], back[at + len(key) - 1] + 1
            if _whole(self.raw, start, end) and not _inside(back, at, at + len(key)):
                end = self._closed(start, end)
                return Found(self.raw[start:end], start, end, exact=False, sentences=self.crossed(start, end))
            at = folded.find(key, at + 1)
        return None

    def _closed(self, start: int, end: int) -> int:
        """Take in the full stop and the brace or dollar that the last word needs."""
        span = self.raw[start:end]
        for opened, closing in (("{", "}"), ("(", ")")):
            if span.count(opened) > span.count(closing) and self.raw[end : end + 1] == closing:
                end += 1
        if span.count("$") % 2 and self.raw[end : end + 1] == "$":
            end += 1
        return end + 1 if self.raw[end : end + 1] == "." and not self.raw[end + 1 : end + 2].isalnum() else end

    def _elided(self, wanted: str) -> Found | None:
        """A quote with an ellipsis: both ends verbatim and in order; what was left out is put back."""
        parts = [part for part in _ELLIPSIS.split(wanted) if part]
        if len(parts) < 2 or any(len(part.split()) < FEWEST_WORDS for part in parts):
            return None
        spots = [self._dressed(part) for part in parts]
        found = [spot for spot in spots if spot is not None]
        if len(found) < len(parts) or any(a.end > b.start for a, b in pairwise(found)):
            return None
        start, end = found[0].start, found[-1].end
        return Found(self.raw[start:end], start, end, exact=False, sentences=self.crossed(start, end))


def _inside(back: list[int], start: int, end: int) -> bool:
    """Whether a match begins or ends in the middle of one printed character or command."""
    return (start > 0 and back[start - 1] == back[start]) or (end < len(back) and back[end] == back[end - 1])


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends between words and numbers, not within one."""
    before, first = text[start - 1 : start], text[start : start + 1]
    last, after = text[end - 1 : end], text[end : end + 1]
    if before.isalnum() and first.isalnum():
        return False
    if first.isdigit() and before and before in ".," and text[start - 2 : start - 1].isdigit():
        return False
    if last.isalnum() and after.isalnum():
        return False
    return not (last.isdigit() and after and after in ".," and text[end + 1 : end + 2].isdigit())


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a text, spaces trimmed; a line of a heading or list ends one too."""
    out: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries("en", _SURROGATE.sub("?", text)):
        start, end = int(boundary["start_index"]), int(boundary["end_index"])
        piece = text[start:end]
        trimmed = piece.strip()
        if not trimmed:
            continue
        start += len(piece) - len(piece.lstrip())
        # "2.4 pts. on average": a sentence does not begin in lower case after an abbreviation.
        if (
            out
            and (trimmed[0].islower() or not any(c.isalnum() for c in trimmed))
            and not text[out[-1][1] : start].count("\n")
        ):
            out[-1] = (out[-1][0], start + len(trimmed))
        else:
            out.append((start, start + len(trimmed)))
    return out
