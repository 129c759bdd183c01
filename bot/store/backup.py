"""Whole copies of a SQLite database, made and put back while others may be reading it."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.domain.errors import StoreError, StoreFull
from bot.store import migrate
from bot.store.failures import FULL, is_full
from bot.store.lock import serve_lock


def save(database: Path, target: Path) -> None:
    """Copy `database` to `target`, which appears whole or not at all.

    Raises:
        StoreFull: no room. StoreError: the copy cannot be written, or there is no database.
    """
    if not database.is_file():
        raise StoreError(f"There is no database at {database} yet: run `paperdesk db upgrade` first.")
    if target.exists() and target.samefile(database):
        raise StoreError(f"{target} is the database itself: name another file for the copy.")
    unfinished = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        _copy(database, unfinished)
        _make_whole(unfinished)
        os.replace(unfinished, target)  # noqa: PTH105 - the one call that is known to be atomic
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise _sorry(error, target, database) from error


def restore(source: Path, database: Path) -> None:
    """Put the backup `source` in the place of `database`.

    Raises:
        StoreBusy: somebody serves. StoreTooNew, StoreError: `source` is not a backup that can be used.
    """
    _inspect(source)
    with serve_lock(database.with_name(database.name + ".lock")):
        try:
            _copy(source, database)
        except (sqlite3.Error, OSError) as error:
            raise _sorry(error, database, source) from error


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{_quoted(source)}?mode=ro", uri=True, timeout=30)) as origin,
        closing(sqlite3.connect(target, timeout=30)) as copy,
    ):
        origin.backup(copy)


def _make_whole(copy: Path) -> None:
    """One file that needs no other beside it: a copy of a database in WAL mode would make two when it is read."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _quoted(path: Path) -> str:
    """A path as it may stand in an address."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _inspect(source: Path) -> None:
    unusable = f"{source} is not a whole backup of Paperdesk: choose another file."
    try:
        with closing(sqlite3.connect(f"file:{_quoted(source)}?mode=ro", uri=True)) as copy:
            (health,) = copy.execute("PRAGMA quick_check").fetchone()
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise StoreError(unusable) from error
    if health != "ok":
        raise StoreError(unusable)
    migrate.refuse_newer(revision)


def _sorry(error: Exception, target: Path, source: Path) -> StoreError:
    full = "disk is full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC
    if full or is_full(target.parent):
        return StoreFull(FULL.format(where=target))
    if is_full(source.parent):  # where SQLite wants to make files beside what it reads, too
        return StoreFull(FULL.format(where=source))
    return StoreError(f"{target} cannot be written: check that the folder exists and that you may write to it.")
