"""Texts made safe for Slack: escaped, cut and linked, so that no title can ping, forge a link or grow too long."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.team import Team
from bot.outlets.slack.blocks.limits import LONGEST_SECTION, LONGEST_URL, size

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Characters that turn text around, end it or cannot be sent.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LOOSE = re.compile(r"[\s<>|\"\\^`{}]")
_EMPTY = "–"


def plain(text: str) -> str:
    """The text on one line, without characters that Slack or a reader's screen would obey."""
    return " ".join(_HARMFUL.sub("", text).split())


def escaped(text: str) -> str:
    """The text as mrkdwn shows it word for word: `<!channel>` or `<@U1>` in a title pings nobody."""
    return re.sub("[&<>]", lambda found: _ENTITIES[found[0]], plain(text))


def cut(text: str, most: int) -> str:
    """The text in at most `most` units, with an ellipsis where something is missing."""
    text = plain(text)
    if size(text) <= most:
        return text
    kept = text[:most]
    while size(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def clipped(text: str, most: int) -> str:
    """The text escaped, and cut so that it stays within `most` units escaped."""
    first = next(pieces(text, most - 1), "")
    return first if first == escaped(text) else first + "…"


def pieces(text: str, most: int = LONGEST_SECTION) -> Iterator[str]:
    """The text escaped, in pieces of at most `most` units, cut between words where there are any."""
    rest = plain(text)
    while rest:
        taken = _taken(rest, most)
        if taken < len(rest):
            between = rest.rfind(" ", taken // 2, taken + 1)
            taken = between if between > 0 else taken
        yield escaped(rest[:taken])
        rest = rest[taken:].lstrip()


def _taken(text: str, most: int) -> int:
    total = 0
    for at, letter in enumerate(text):
        total += size(_ENTITIES.get(letter, letter))
        if total > most:
            return max(at, 1)
    return len(text)


def address(url: str) -> str:
    """The address as it may stand in a link; empty where it is not one that people can open."""
    try:
        parts = urlsplit(url.strip())
        known = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    if not known:
        return ""
    safe = _LOOSE.sub(lambda found: quote(found[0], safe=""), _HARMFUL.sub("", url.strip())).replace("&", "&amp;")
    return safe if size(safe) <= LONGEST_URL // 2 else ""


def public(url: str) -> bool:
    """Whether Slack's own servers could fetch that address: https, and not of a private network."""
    if not address(url) or not url.startswith("https://"):
        return False
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


def link(url: str, label: str, most: int = 600) -> str:
    """A link with its label, or the label alone where the address cannot be opened."""
    shown = clipped(label, most) or _EMPTY
    where = address(url)
    return f"<{where}|{shown}>" if where else shown


def mrkdwn(text: str) -> dict[str, Any]:
    """A text object that is read as it stands: no bare word turns into a link or a mention."""
    return {"type": "mrkdwn", "text": text or _EMPTY, "verbatim": True}


def label(text: str, most: int) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": cut(text, most) or _EMPTY, "emoji": True}


def local(at: datetime, team: Team) -> str:
    """A moment on the team's own clock: `Tuesday 3 November, 09:00`."""
    try:
        return f"{at.astimezone(ZoneInfo(team.timezone)):%A %-d %B, %H:%M}"
    except (ZoneInfoNotFoundError, ValueError):
        return f"{at:%A %-d %B, %H:%M} UTC"
