"""Gathers all that is remembered about one person, for whoever asks what is known about them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.team import STANDS_IN
from bot.store import tables
from bot.store.engine import SqlStore
from bot.store.forget import NAMES, NOUNS, PROSE, TEXTS, accounts_of
from bot.store.plain import clean

#: Rows by table; of a row with a long body only what it is about and where in it the person stands.
Known = Mapping[str, Sequence[Mapping[str, Any]]]


async def about(store: SqlStore, name: str) -> Known:
    """Everything under a person's name (as the team file has it) or account (`slack:U012AB`), by table; empty if none.

    A name brings its accounts, and an account the name that goes with it. Texts that other people wrote are not
    searched for a person's first name: what is looked for stands there as a whole.
    """
    name = clean(name).strip()
    if not name:
        return {}
    async with store.connect(reading=True) as connection:
        people = await _people(connection, name)
        names = sorted({name, *(person["name"] for person in people)})
        accounts = sorted({account for person in people for account in accounts_of(person)} | {name})
        found: dict[str, list[dict[str, Any]]] = {"people": people}

        async def gathered(table: Table, wanted: Select[Any]) -> None:
            rows = [row._asdict() for row in await connection.execute(wanted)]
            known = found.setdefault(table.name, [])
            known += [row for row in rows if row not in known]

        await gathered(tables.signals, select(tables.signals).where(tables.signals.c.who.in_(accounts)))
        for column in NAMES:
            await gathered(column.table, _brief(column.table).where(column.in_(names)))
        for column in TEXTS:
            spelt = {each for one in names for each in (one, json.dumps(one)[1:-1])}
            within = or_(*(column.contains(each, autoescape=True) for each in sorted(spelt)))
            await gathered(column.table, _brief(column.table).where(within))
        drafts = tables.drafts.c
        words = and_(tables.claims.c.story == drafts.story, tables.claims.c.number == drafts.number)
        await gathered(tables.claims, select(tables.claims).join(tables.drafts, words).where(drafts.by.in_(names)))
        for column in NOUNS:
            rows = await connection.execute(select(column.table.c.id, column.label("value")))
            for row in rows:
                if where := [path for one in names for path in _places(row.value, one)]:
                    found.setdefault(column.table.name, []).append({"id": row.id, column.name: where})
    return {table: rows for table, rows in found.items() if rows}


async def _people(connection: AsyncConnection, name: str) -> list[dict[str, Any]]:
    """The person's own rows in every team, and those of guests who stand in for them."""
    columns = tables.people.c
    platform, _, account = name.partition(":")
    wanted = [columns.name == name, columns.through == f"{STANDS_IN}{name}"]
    if account and platform in {"slack", "discord"}:
        wanted.append(columns[platform] == account)
    return [row._asdict() for row in await connection.execute(select(tables.people).where(or_(*wanted)))]


def _brief(table: Table) -> Select[Any]:
    """A table's rows without what is long and not about the person."""
    long = {"score", "text", "body", "held_back"}
    return select(*(column for column in table.c if column.name not in long))


def _places(value: Any, name: str, field: str = "", path: str = "") -> Iterator[str]:
    """Where in a JSON value the name stands, such as `stories.0.approved_by.1`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, name, key, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, name, field, f"{path}.{number}")
    elif field != "authors" and (value == name or (isinstance(value, str) and field in PROSE and name in value)):
        yield path.lstrip(".")
