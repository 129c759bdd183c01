"""Takes a person's name out of everything that is remembered, without unsaying what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from sqlalchemy import Column, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables
from bot.store.engine import SqlStore
from bot.store.plain import clean

#: Columns that hold a name and nothing else.
_NAMES = (
    tables.votes.c.person,
    tables.drafts.c.by,
    tables.stories.c.nominated_by,
    tables.stories.c.overruled_by,
    tables.editions.c.called_by,
    tables.audit.c.who,
)
#: Columns of text in which a name may stand.
_TEXTS = (tables.audit.c.detail, tables.deliveries.c.body)
#: Columns of nouns in which a name may stand, and the fields of those nouns that are text around names.
_NOUNS = (tables.editions.c.text, tables.printed.c.body)
_PROSE = frozenset({"how_made"})


async def forget(store: SqlStore, name: str) -> Mapping[str, int]:
    """Put "former editor" and a random mark in the place of a person's name; how many rows changed, by table.

    Their accounts are deleted, and so is what they said as readers, for whom `name` is an account
    (`slack:U012AB`). Votes stay: they are why things were published. Messages that were posted are the
    platform's, and stay as they are.
    """
    name, stranger = clean(name).strip(), f"former editor {token_hex(3)}"
    changed: dict[str, int] = {}
    if not name:
        return changed

    def count(table: Table, rows: int) -> None:
        if rows:
            changed[table.name] = changed.get(table.name, 0) + rows

    async with store.write() as connection:
        gone = await connection.execute(delete(tables.people).where(tables.people.c.name == name))
        count(tables.people, gone.rowcount)
        said = await connection.execute(delete(tables.signals).where(tables.signals.c.who == name))
        count(tables.signals, said.rowcount)
        for column in _NAMES:
            named = update(column.table).where(column == name).values({column.name: stranger})
            count(column.table, (await connection.execute(named)).rowcount)
        for column in _TEXTS:
            for spelt in {name, json.dumps(name)[1:-1]}:
                replaced = func.replace(column, spelt, stranger)
                told = update(column.table).where(column.contains(spelt, autoescape=True))
                done = await connection.execute(told.values({column.name: replaced}))
                count(column.table, done.rowcount)
        for column in _NOUNS:
            count(column.table, await _reworded(connection, column, name, stranger))
    return changed


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
    if isinstance(value, str) and field in _PROSE:
        return value.replace(name, stranger)
    return stranger if value == name and field != "authors" else value
