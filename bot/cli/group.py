"""The commands by name, each loaded only when it is asked for, so that `--help` is quick."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command

#: More letters than any command's sentence has.
_WHOLE = 500


class FullGroup(TyperGroup):
    """A group whose help shows the whole sentence of each command, over as many lines as it takes."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(_WHOLE)) for name, command in found if command])


def group(told: str) -> typer.Typer:
    """An empty group of commands."""
    return typer.Typer(cls=FullGroup, help=told, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


class LazyGroup(FullGroup):
    """A group whose commands are modules of this package: one with an `app` is a group, one with a `command` is one.

    Modules import what they work with inside their functions, so that listing them costs little.
    """

    modules: ClassVar[Mapping[str, str]] = {
        "demo": "demo",
        "init": "init",
        "check": "check",
        "serve": "serve",
        "worker": "worker",
        "poll": "poll",
        "bootstrap": "bootstrap",
        "rank": "rank",
        "paper": "paper",
        "edition": "edition",
        "preview": "preview",
        "team": "team",
        "spend": "spend",
        "jobs": "jobs",
        "about": "about",
        "forget": "forget",
        "db": "db",
        "eval": "evaluate",
        "train-prior": "train",
        "ground": "ground",
    }

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.modules:
            return None
        module = import_module(f"bot.cli.{self.modules[cmd_name]}")
        app = getattr(module, "app", None)
        if app is None:
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            app.command(name=cmd_name)(module.command)
        command = get_command(app)
        command.name = cmd_name
        return command


def build() -> Any:
    """The whole command line."""
    app = typer.Typer(
        cls=LazyGroup,
        help="An editorial desk for papers: find, draft, let editors decide, publish.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def paperdesk(
        version: bool = typer.Option(
            False, "--version", help="Say which version this is.", is_eager=True, callback=_said_version
        ),
    ) -> None:
        pass

    return get_command(app)


def _said_version(wanted: bool) -> None:
    """Before a command is looked for: none is needed to be told the version."""
    if wanted:
        from importlib.metadata import version

        print(f"paperdesk {version('paperdesk')}")
        raise typer.Exit
