"""Takes a person's name out of everything that is remembered, without unsaying what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from sqlalchemy import Column, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.team import STANDS_IN
from bot.store import tables
from bot.store.engine import SqlStore
from bot.store.plain import clean

#: Columns that hold a name and nothing else.
NAMES = (
    tables.votes.c.person,
    tables.drafts.c.by,
    tables.stories.c.nominated_by,
    tables.stories.c.overruled_by,
    tables.editions.c.called_by,
    tables.audit.c.who,
)
#: Columns of text in which a name may stand.
TEXTS = (tables.audit.c.detail, tables.deliveries.c.body)
#: Columns of nouns in which a name may stand, and the fields of those nouns that are text around names.
NOUNS = (tables.editions.c.text, tables.printed.c.body)
PROSE = frozenset({"how_made"})


async def forget(store: SqlStore, name: str) -> Mapping[str, int]:
    """Put "former editor" and a random mark in the place of a person's name; how many rows changed, by table.

    Their accounts are deleted, and so is what was said under these as a reader; of somebody who is no editor,
    `name` is the account itself (`slack:U012AB`). Votes stay: they are why things were published. Messages that
    were posted are the platform's, and stay as they are.
    """
    name, stranger = clean(name).strip(), f"former editor {token_hex(3)}"
    changed: dict[str, int] = {}
    if not name:
        return changed

    def count(table: Table, rows: int) -> None:
        if rows:
            changed[table.name] = changed.get(table.name, 0) + rows

    async with store.write() as connection:
        people = tables.people.c
        known = await connection.execute(select(tables.people).where(people.name == name))
        accounts = {name, *(account for row in known for account in accounts_of(row._asdict()))}
        gone = await connection.execute(delete(tables.people).where(people.name == name))
        count(tables.people, gone.rowcount)
        for_them = update(tables.people).where(people.through == f"{STANDS_IN}{name}")
        renamed = await connection.execute(for_them.values(through=f"{STANDS_IN}{stranger}"))
        count(tables.people, renamed.rowcount)
        said = await connection.execute(delete(tables.signals).where(tables.signals.c.who.in_(accounts)))
        count(tables.signals, said.rowcount)
        for column in NAMES:
            named = update(column.table).where(column == name).values({column.name: stranger})
            count(column.table, (await connection.execute(named)).rowcount)
        for column in TEXTS:
            for spelt in {name, json.dumps(name)[1:-1]}:
                replaced = func.replace(column, spelt, stranger)
                told = update(column.table).where(column.contains(spelt, autoescape=True))
                done = await connection.execute(told.values({column.name: replaced}))
                count(column.table, done.rowcount)
        for column in NOUNS:
            count(column.table, await _reworded(connection, column, name, stranger))
    return changed


def accounts_of(person: Mapping[str, Any]) -> frozenset[str]:
    """A person's accounts (a row of `people`) as readers are known by them, such as `slack:U012AB`."""
    return frozenset(f"{platform}:{person[platform]}" for platform in ("slack", "discord") if person[platform])


async def _reworded(connection: AsyncConnection, column: Column[Any], name: str, stranger: str) -> int:
    table, changed = column.table, 0
    rows = (await connection.execute(select(table.c.id, column.label("value")))).all()
    for row in rows:
        without = _without(row.value, name, stranger)
        if without != row.value:
            await connection.execute(update(table).where(table.c.id == row.id).values({column.name: without}))
            changed += 1
    return changed


def _without(value: Any, name: str, stranger: str, field: str = "") -> Any:
    """The JSON value with the name replaced: where it is all there is, and within text around names."""
    if isinstance(value, dict):
        return {key: _without(inner, name, stranger, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, name, stranger, field) for inner in value]
    if isinstance(value, str) and field in PROSE:
        return value.replace(name, stranger)
    return stranger if value == name and field != "authors" else value
