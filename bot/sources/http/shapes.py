"""Reads JSON as strangers send it: what has not the shape that was asked for counts as not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST = 1_000_000_000


def mapping(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The objects in a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def words(value: Any) -> str:
    """The text on one line, or none."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def count(value: Any) -> int | None:
    """A number of things, from 0 to a thousand million; None for everything else."""
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST
    return value if fits else None
