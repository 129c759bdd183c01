"""What a paper's licence lets a team show again, and what it is called; by the addresses that arXiv gives."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

#: What a team may allow itself beyond CC BY, CC BY-SA and CC0: works for non-commercial use, works that must stay as
#: they are, and all others, which is the operator's own call.
Leave = Literal["nc", "nd", "other"]

_FREE = frozenset({"by", "by-sa"})
_ARXIV = "arXiv's own licence"


def needed(licence: str | None) -> frozenset[Leave]:
    """What a team must have allowed itself before it shows a work again; nothing for CC BY, CC BY-SA and CC0."""
    kind, code, _ = _parts(licence)
    if kind == "publicdomain" and code in {"zero", "mark"}:
        return frozenset()
    words = code.split("-")
    if kind != "licenses" or words[0] != "by":
        return frozenset({"other"})
    leaves: dict[str, Leave] = {"nc": "nc", "nd": "nd"}
    return frozenset() if code in _FREE else frozenset(leaves.get(word, "other") for word in words[1:] if word != "sa")


def as_it_is(licence: str | None) -> bool:
    """Whether a work under this licence may be shown unchanged only: not cropped, not redrawn, not made smaller."""
    return "nd" in needed(licence)


def called(licence: str | None) -> str:
    """A licence as people say it: "CC BY 4.0"; its address where it has no name here."""
    kind, code, number = _parts(licence)
    if kind == "licenses":
        return " ".join(filter(None, ("CC", code.upper(), number)))
    if kind == "publicdomain":
        return " ".join(filter(None, ("CC0", number))) if code == "zero" else "public domain"
    if not (licence or "").strip():
        return "licence unknown"
    return _ARXIV if _host(licence) == "arxiv.org" else str(licence)


def _parts(licence: str | None) -> tuple[str, str, str]:
    """(licenses or publicdomain, code, version) of a licence of Creative Commons; empty for any other."""
    if _host(licence) != "creativecommons.org":
        return "", "", ""
    kind, code, number = (*urlsplit(licence or "").path.strip("/").lower().split("/"), "", "", "")[:3]
    return kind, code, number if re.fullmatch(r"\d\.\d", number) else ""


def _host(licence: str | None) -> str:
    try:
        return (urlsplit(licence or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
