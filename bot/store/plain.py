"""Nouns as plain JSON values and back again, exactly; driven by the nouns' own annotations."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Noun = TypeVar("Noun")
Read = Callable[[Any], Any]


def clean(text: str) -> str:
    """The text without what no database keeps: NUL (Postgres refuses it) and halves of surrogate pairs."""
    text = text.replace("\x00", "")
    if text.isascii():
        return text
    return text.encode("utf-8", "ignore").decode("utf-8")


def plain(value: Any) -> Any:
    """Any noun as JSON values: dataclasses as objects, tuples as lists, moments as ISO 8601.

    Floats that JSON has no word for travel as text ("nan", "inf").
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def noun(kind: type[Noun], value: Any) -> Noun:
    """The noun of that kind out of `plain(noun)`.

    A field that was not yet known when the value was kept has its default; one that is no longer known is
    passed over.
    """
    return cast("Noun", _reader(cast("Any", kind))(value))


@cache
def _reader(kind: Any) -> Read:
    """How to read a value of that annotation."""
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        (inner,) = (arg for arg in get_args(kind) if arg is not NoneType)
        return partial(_optional, _reader(inner))
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin is Literal or not isinstance(kind, type) or issubclass(kind, bool):
        return _as_is
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return partial(_dataclass, kind, {field.name: _reader(hints[field.name]) for field in fields(kind)})
    if issubclass(kind, date):
        return kind.fromisoformat
    return kind if issubclass(kind, float | Enum) else _as_is


def _tuple_reader(kinds: tuple[Any, ...]) -> Read:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return partial(_alike, _reader(kinds[0]))
    return partial(_each, tuple(_reader(kind) for kind in kinds))


def _as_is(value: Any) -> Any:
    return value


def _optional(read: Read, value: Any) -> Any:
    return None if value is None else read(value)


def _alike(read: Read, value: Any) -> tuple[Any, ...]:
    return tuple(map(read, value))


def _each(reads: tuple[Read, ...], value: Any) -> tuple[Any, ...]:
    return tuple(read(item) for read, item in zip(reads, value, strict=True))


def _dataclass(kind: type[Any], reads: dict[str, Read], value: dict[str, Any]) -> Any:
    return kind(**{name: read(value[name]) for name, read in reads.items() if name in value})
