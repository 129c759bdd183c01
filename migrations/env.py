"""Runs the migrations: on the connection that the store hands over, or on PAPERDESK_DATABASE_URL."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.engine import read_url
from bot.store.tables import metadata

# What the first migration makes in the dialect's own words: the full-text index and its shadow tables.
BY_HAND = ("papers_words", "ix_papers_words")


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out what stands in no model: the search index, and tables of other programs (procrastinate's)."""
    if name is None:
        return True
    if kind == "table":
        return name in metadata.tables
    return not name.startswith(BY_HAND) and not (kind == "column" and name == "words")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=ours,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    """For developers who call `alembic` itself."""
    engine = create_async_engine(read_url(os.environ.get("PAPERDESK_DATABASE_URL", "data/paperdesk.db")))
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


handed_over = context.config.attributes.get("connection")
if handed_over is None:
    asyncio.run(run_alone())
else:
    run(handed_over)
