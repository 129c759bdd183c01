"""Starting points for a new team, by field: categories and topics that people in it read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files

from bot.domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Starter:
    """What a team of a field may begin with."""

    name: str
    title: str
    categories: tuple[str, ...]
    topics: tuple[str, ...]


def starters() -> dict[str, Starter]:
    """All of them by name, in the order of their file."""
    read = tomllib.loads(files("bot.config").joinpath("starters.toml").read_text(encoding="utf-8"))
    return {
        name: Starter(name, each["title"], tuple(each["categories"]), tuple(each["topics"]))
        for name, each in read.items()
    }


def starter(name: str) -> Starter:
    """The starting point of that name.

    Raises:
        BadInput: there is none; the sentence names the nearest and all.
    """
    known = starters()
    if name.casefold() in known:
        return known[name.casefold()]
    nearest = get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
    hint = f"did you mean “{nearest[0]}”? There" if nearest else "there"
    raise BadInput(f"No field is called “{name[:40]}”; {hint} is {', '.join(known)}.")
