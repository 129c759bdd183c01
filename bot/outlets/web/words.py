"""Words as pages and files show them: without what could harm, and nothing to click on that could run; pure."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from bot.domain.story import Claim

LINK_NAMES = {"code": "code", "blog": "blog", "site": "site", "demo": "demo", "video": "video", "other": "link"}

# Control characters have no meaning in a page and are forbidden in XML; the bidirectional overrides can make
# a line read as what it is not. Marks that right-to-left text needs (200E, 200F) stay.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
# What no address holds as it stands, and some formats would take for the address's end.
_LOOSE = re.compile(r"[\s<>\"\\`{}|^]")


def clean(text: str) -> str:
    """The text without characters that could harm a page, a feed or the eye."""
    return _HARMFUL.sub("", text)


def address(url: str) -> str:
    """The address if a click on it is harmless, else nothing to click on."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return _LOOSE.sub(lambda found: quote(found[0], safe=""), clean(url.strip()))


def host(url: str) -> str:
    """The site of an address, for the eye."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if address(url) else ""


def extracted(claim: Claim) -> bool:
    """Whether the claim is the paper's own sentence, and not a retelling of it."""
    own, said = (re.sub(r"\W+", " ", text or "").casefold().strip() for text in (claim.quote, claim.text))
    return claim.kind == "fact" and bool(said) and said in own


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def sentence(note: str) -> str:
    """A note as a sentence: it begins with a capital and ends somewhere."""
    note = note.strip()
    return note[:1].upper() + note[1:] + ("" if note.endswith((".", "!", "?", "…", "”")) else ".")
