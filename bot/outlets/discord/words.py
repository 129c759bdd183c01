"""Words as Discord shows them: escaped, measured and cut within its limits; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.domain.evidence import LINK_SIGNS, Link

# discord-api-docs, resources/message. The sum counts titles, descriptions and footers over the whole message.
CONTENT, TITLE, DESCRIPTION, FOOTER = 2_000, 256, 4_096, 300
EMBEDS, ALL_EMBEDS, LABEL, NAME = 10, 6_000, 80, 100
INK, GREEN, GREY, AMBER = 0x7A1F1F, 0x2E7D32, 0x8A8A8A, 0xB26A00

_MARKUP = re.compile(r"([\\*_~`|>#\[\]()<-])")
_PING = re.compile(r"@(?=everyone|here|&|!|\d)")
_LINK_NAMES = {"code": "code", "blog": "blog", "site": "site", "demo": "demo", "video": "video", "other": "link"}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is posted: text or embeds, buttons, and the name of the thread that it starts or stands in."""

    content: str = ""
    embeds: tuple[dict[str, Any], ...] = ()
    name: str = ""
    buttons: tuple[dict[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The message as the outbox keeps it."""
        return {"content": self.content, "embeds": list(self.embeds), "name": self.name, "buttons": list(self.buttons)}


def size(text: str) -> int:
    """Length in UTF-16 units: never less than Discord counts, whichever way it counts an emoji."""
    return len(text) + sum(c > "\uffff" for c in text)


def plain(text: str) -> str:
    """Text that Discord shows as it stands: no markup, no mention, no hidden direction marks."""
    visible = "".join(c for c in text if c.isprintable() or c == "\n")
    return _PING.sub("@\u200b", _MARKUP.sub(r"\\\1", visible))


def cut(text: str, most: int) -> str:
    """At most so many characters, cut between words and never inside an escape or a pair."""
    if size(text) <= most:
        return text
    kept, room = [], most - 1
    for c in text:
        room -= size(c)
        if room < 0:
            break
        kept.append(c)
    short = "".join(kept)
    at = short.rfind(" ")
    return (short[:at] if at > len(short) // 2 else short).rstrip("\\ ") + "…"


def shown(text: str, most: int) -> str:
    """Outside text as it may stand here: escaped, and at most so many characters with its escapes."""
    return cut(plain(" ".join(text.split())), most)


def address(url: str, most: int = 500) -> str | None:
    """The address if Discord would take it as one; else None, and the words stand without a link."""
    if size(url) > most or re.search(r"[\s<>\\\"`|()\[\]]", url) or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if fit else None


def linked(words: str, url: str, most: int = 200) -> str:
    """Words that lead to an address, where it is one."""
    link = address(url)
    return f"[{shown(words, most)}]({link})" if link else shown(words, most)


def links_line(links: Sequence[Link], most: int = 6) -> str:
    """The links beside a title, each with its sign."""
    found = [(link, address(link.url)) for link in links]
    told = [f"{LINK_SIGNS[link.kind]} [{_LINK_NAMES[link.kind]}]({url})" for link, url in found if url]
    return " | ".join(told[:most])


def embed(description: str, **more: Any) -> dict[str, Any]:
    """One embed; keys without a value are left out, as Discord wants them."""
    made = {"color": INK, "description": description.strip(), **more}
    return {name: value for name, value in made.items() if value not in ("", None)}


def parts(lines: Iterable[str], most: int, first: int | None = None) -> list[str]:
    """Lines gathered into texts of at most `most` characters (the first one `first`); a longer line is divided."""
    gathered = [""]
    for line in lines:
        for piece in _pieces(line, min(most, first or most)):
            room = first if first is not None and len(gathered) == 1 else most
            joined = f"{gathered[-1]}\n{piece}" if gathered[-1] else piece
            if size(joined) <= room:
                gathered[-1] = joined
            else:
                gathered.append(piece)
    return [text for text in gathered if text.strip()] or [""]


def _pieces(line: str, most: int) -> Iterator[str]:
    """A line as it is, or divided between words where it is too long for any message."""
    while size(line) > most:
        head = cut(line, most).removesuffix("…")
        yield head
        line = line[len(head) :].lstrip(" ")
    yield line
