"""Brings a database to the tables of this program, or says why not."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from bot.domain.errors import StoreError, StoreTooNew

#: Any number, as long as all replicas use the same: only one of them changes tables at a time.
_ONE_AT_A_TIME = 7_269_573


def folder() -> Path:
    """Where the migrations are: inside the installed package, else beside it in a checkout.

    Raises:
        StoreError: they are in neither place.
    """
    package = Path(str(files("bot")))
    for place in (package / "migrations", package.parent / "migrations"):
        if (place / "env.py").is_file():
            return place
    raise StoreError("The migrations are missing from this installation: install paperdesk again.")


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, for a connection that is open already."""
    settings = Config()
    settings.set_main_option("script_location", str(folder()).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def head() -> str:
    """The revision that this program is made for."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def current(connection: Connection) -> str | None:
    """The revision that the database has; None where it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def bare(connection: Connection) -> bool:
    """Whether there is no table at all, neither ours nor anybody's."""
    return not inspect(connection).get_table_names()


def check(connection: Connection) -> None:
    """Make sure that this program and that database belong together.

    Raises:
        StoreTooNew: a newer Paperdesk has been here.
        StoreError: the tables are older, or not there yet.
    """
    revision = current(connection)
    refuse_newer(revision)
    if revision is None:
        raise StoreError("The database has no tables yet: run `paperdesk db upgrade`.")
    if revision != head():
        raise StoreError("The database has the tables of an older Paperdesk: run `paperdesk db upgrade`.")


def refuse_newer(revision: str | None) -> None:
    """Stop before a revision that this program has never heard of."""
    try:
        ScriptDirectory.from_config(config()).get_revisions(revision or "base")
    except CommandError as error:
        raise StoreTooNew(
            f"The database was made by a newer Paperdesk (its tables are at {revision}): "
            "install that version, or restore a backup from before."
        ) from error


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Make the tables of `revision`, inside the transaction that is open."""
    _alone(connection)
    refuse_newer(current(connection))
    command.upgrade(config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Go back to the tables of `revision`, inside the transaction that is open."""
    _alone(connection)
    refuse_newer(current(connection))
    command.downgrade(config(connection), revision)


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
