"""Opens a library's file: which kind it is, in which encoding, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.domain.errors import BadInput
from bot.domain.library import Entry
from bot.ports import Skipped
from bot.sources.library import bibtex, csl, links, ris

MOST_BYTES = 100_000_000
_READERS: Mapping[str, Callable[[str], Iterator[Entry | Skipped]]] = {
    ".bib": bibtex.read,
    ".ris": ris.read,
    ".json": csl.read,
    ".txt": links.read,
}
_KINDS = "BibTeX (.bib), RIS (.ris), CSL JSON (.json) or a list of links (.txt)"
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_library(path: Path) -> tuple[tuple[Entry, ...], tuple[Skipped, ...]]:
    """The file's entries in its order, and what in it could not be read.

    Raises:
        BadInput: there is no such file, or it is of another kind, empty, or without a single entry.
    """
    text, notes = _text(path)
    if not text.strip():
        raise BadInput(f"{path} is empty; export the library again, as {_KINDS}.")
    if _PAGE.match(text):
        raise BadInput(f"{path} is a web page and not a library; export it where it is kept, as {_KINDS}.")
    read = _READERS.get(path.suffix.lower()) or _looks_like(text)
    try:
        found = list(read(text))
    except BadInput as error:
        raise BadInput(f"{path} cannot be read: {error}.") from error
    entries = tuple(each for each in found if isinstance(each, Entry))
    skipped = tuple(each for each in found if isinstance(each, Skipped))
    if not entries:
        first = f" The first that could not be read, {skipped[0].name}: {skipped[0].reason}." if skipped else ""
        raise BadInput(f"{path} holds no paper that can be read; give {_KINDS}.{first}")
    return entries, (*notes, *skipped)


def _text(path: Path) -> tuple[str, tuple[Skipped, ...]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; export a part of the library.")
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}); check its name and permissions.") from error
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    notes: tuple[Skipped, ...] = ()
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
        notes = (Skipped(path.name, "it is not in UTF-8 and was read as Windows-1252; some letters may be wrong"),)
    if "\0" in text:
        raise BadInput(f"{path} is no text file; give {_KINDS}.")
    return text, notes


def _looks_like(text: str) -> Callable[[str], Iterator[Entry | Skipped]]:
    """What to read a file with whose name does not tell."""
    if text.lstrip()[:1] in "[{":
        return csl.read
    if re.search(r"^TY  ?- ", text, re.MULTILINE):
        return ris.read
    return bibtex.read if re.search(r"^\s*@\w+\s*[{(]", text, re.MULTILINE) else links.read
