"""Reads arXiv's one-line author lists, and the TeX in which older records spell names."""

from __future__ import annotations

import re
import unicodedata

_COMBINING = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
}
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "th": "þ",
}
_ACCENT = re.compile(r"""\{?\\(['`^"~=.]|[uvHckrdb](?![A-Za-z]))\s*(?:\{\s*(\\?[A-Za-z])\s*\}|(\\?[A-Za-z]))\}?""")
_LETTER = re.compile(r"\{?\\(ss|ae|AE|oe|OE|aa|AA|dh|th|[oOlLij])(?![A-Za-z])\s?(?:\{\})?\}?")
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_SEPARATOR = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*;\s*|(?<=[Cc]ollaboration)\s*:\s*")
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV|Ph\.?D)\.?", re.IGNORECASE)


def plain(text: str) -> str:
    r"""Text with TeX accents as letters: `Andr\'e` is `André`. What is in math is left alone."""
    if "\\" not in text:
        return text
    parts = re.split(r"(\$[^$]*\$)", text)
    return "".join(part if part.startswith("$") else _unaccented(part) for part in parts)


def _unaccented(text: str) -> str:
    return _LETTER.sub(lambda found: _LETTERS[found[1]], _ACCENT.sub(_accented, text))


def _accented(found: re.Match[str]) -> str:
    letter = (found[2] or found[3]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _COMBINING[found[1]])


def names_in(byline: str) -> tuple[str, ...]:
    """The names of a one-line author list, affiliations in parentheses left out, suffixes kept with their name."""
    line = plain(byline)
    while (shorter := _PARENTHESES.sub("", line)) != line:
        line = shorter
    # An affiliation list whose parenthesis never closes runs to the end of the line.
    line = line.partition("(")[0] or line
    names: list[str] = []
    for piece in _SEPARATOR.split(line):
        name = " ".join(piece.replace("~", " ").replace("{", "").replace("}", "").split())
        if name and names and _SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]}, {name}"
        elif name:
            names.append(name)
    return tuple(names)
