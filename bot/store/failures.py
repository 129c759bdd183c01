"""What databases complain about, as our own errors that say what to do next."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import Conflict, PaperdeskError, StoreBusy, StoreError, StoreFull

FULL = "The disk that holds {where} is full: make room, then do it again; what was done before is kept."
BUSY = "{where} is busy with another process: try again in a moment, or stop the other one."
BEATEN = "Somebody changed the same thing at the same moment: look again, then decide again."
AWAY = "{where} cannot be reached: check that the database runs, and PAPERDESK_DATABASE_URL. What was done is kept."
BARE = "{where} has no tables of this version yet: run `paperdesk db upgrade`."
SHUT = "{where} cannot be opened: check that the folder exists and that you may write to it."
BROKEN = "{where} is damaged or is no database: restore a backup with `paperdesk db restore FILE`."
LOOSE = "That belongs to a team, edition or story that is not in {where}: make it first."

#: Bytes without which SQLite cannot even make the files that it keeps beside a database.
LEAST = 64 * 1024

#: SQLSTATE of Postgres -> which sentence.
_POSTGRES: dict[str, tuple[type[PaperdeskError], str]] = {
    "53100": (StoreFull, FULL),  # disk_full
    "53300": (StoreBusy, BUSY),  # too_many_connections
    "55P03": (StoreBusy, BUSY),  # lock_not_available
    "40001": (Conflict, BEATEN),  # serialization_failure
    "40P01": (Conflict, BEATEN),  # deadlock_detected
    "42P01": (StoreError, BARE),  # undefined_table
    "42703": (StoreError, BARE),  # undefined_column
    "23503": (StoreError, LOOSE),  # foreign_key_violation
}
#: Words of SQLite's messages -> which sentence; its codes are not carried along by every driver.
_SQLITE: dict[str, tuple[type[PaperdeskError], str]] = {
    "database or disk is full": (StoreFull, FULL),
    "database is locked": (StoreBusy, BUSY),
    "database table is locked": (StoreBusy, BUSY),
    "no such table": (StoreError, BARE),
    "no such column": (StoreError, BARE),
    "has no column named": (StoreError, BARE),
    "unable to open database": (StoreError, SHUT),
    "readonly database": (StoreError, SHUT),
    "disk i/o error": (StoreError, SHUT),
    "malformed": (StoreError, BROKEN),
    "not a database": (StoreError, BROKEN),
    "foreign key constraint failed": (StoreError, LOOSE),
}


def place_of(url: URL) -> str:
    """The database as people may see it: never with its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "The database in memory"
    return f"Postgres at {url.host or 'this machine'}/{url.database or ''}"


def failure(error: SQLAlchemyError, url: URL) -> PaperdeskError:
    """Our error for theirs; raise it `from` theirs."""
    where = place_of(url)
    if isinstance(error, PoolTimeout):
        return StoreBusy(BUSY.format(where=where))
    if isinstance(error, DBAPIError):
        refusal = _refusal(error, where)
        # On a full disk SQLite says that it cannot open a file as often as it says that there is no room.
        shut = url.get_backend_name() == "sqlite" and str(refusal) == SHUT.format(where=where)
        return StoreFull(FULL.format(where=where)) if shut and is_full(Path(where).parent) else refusal
    return StoreError(f"{where} could not be used ({type(error).__name__}); the log says more.")


def is_full(folder: Path) -> bool:
    """Whether the disk of `folder` has no room left, not even for what SQLite keeps beside a database."""
    try:
        return shutil.disk_usage(folder).free < LEAST
    except OSError:
        return False


def _refusal(error: DBAPIError, where: str) -> PaperdeskError:
    said = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None)
    known = _POSTGRES.get(state or "") or next((kind for words, kind in _SQLITE.items() if words in said), None)
    if known is not None:
        kind, sentence = known
        return kind(sentence.format(where=where))
    lost = error.connection_invalidated or (type(error.orig).__name__ == "OperationalError" and not state)
    if lost or (state or "").startswith(("08", "57P")):  # connection_exception, admin_shutdown and its kin
        return StoreError(AWAY.format(where=where))
    if isinstance(error, IntegrityError):
        return Conflict(BEATEN)
    return StoreError(f"{where} refused ({type(error.orig).__name__}); the log says more.")
