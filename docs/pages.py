"""Writes settings.md, commands.md and events.md from what the program says about itself: `make pages`."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot.cli.group import build
from bot.config.settings import PREFIX, Settings

HERE = Path(__file__).parent

_SETTINGS = """# Settings

Written by `make pages` from `bot/config/settings.py`; change them there. A name comes from the environment, else from
`.env` in the folder where Paperdesk is started. A misspelt `PAPERDESK_` name is an error that names the nearest right
one; `paperdesk check` walks what is set. Teams are not settings: they stand in the file that `PAPERDESK_CONFIG` names,
and [quickstart.md](quickstart.md) shows one.

| name | unless set | what for |
|---|---|---|
"""

_COMMANDS = """# Commands

Written by `make pages` from what the commands say about themselves; `--help` after any of them tells its options, and
`--json` makes those that print a result print it for machines.

Exit codes: 0 done · 1 failed, one sentence on standard error says what to do · 2 wrong usage · 3 not configured ·
4 an outside service refused or stayed away; what was done is kept · 130 stopped by Ctrl-C.

| command | does |
|---|---|
"""


_EVENTS = """# Events of the log

Written by `make pages` from the lines that log. Every line is an event and its fields, with `level` and `timestamp`;
a `reason` is a sentence that says what to do. From `warning` up they are also counted as `paperdesk_troubles_total`.

| event | level | fields | said by |
|---|---|---|---|
"""


def settings() -> str:
    """The page of settings."""
    return _SETTINGS + "".join(_setting(name, field) for name, field in Settings.model_fields.items())


def _setting(name: str, field: Any) -> str:
    default = "" if field.default in (None, "", PydanticUndefined) else f"`{field.default}`"
    secret = " *Secret.*" if SecretStr.__name__ in str(field.annotation) else ""
    return f"| `{PREFIX}{name.upper()}` | {default} | {field.description}{secret} |\n"


def commands() -> str:
    """The page of commands."""
    lines = []
    for words, command in every_command(build()):
        needed = [_argument(each) for each in command.params if each.param_type_name == "argument"]
        told = " ".join((command.help or "").split("\n\n")[0].split())
        lines.append(f"| `{' '.join(('paperdesk', *words, *needed))}` | {told} |\n")
    return _COMMANDS + "".join(lines)


def _argument(given: Any) -> str:
    name = str(given.metavar or given.name).strip("[]").upper()
    return name if given.required else f"[{name}]"


def events() -> str:
    """The page of events."""
    lines = []
    for name, calls in sorted(every_event().items()):
        levels = sorted({level for level, _, _ in calls})
        fields = sorted({field for _, given, _ in calls for field in given})
        modules = sorted({module for _, _, module in calls})
        columns = (f"`{name}`", ", ".join(levels), ", ".join(fields), ", ".join(f"`{each}`" for each in modules))
        lines.append(f"| {' | '.join(columns)} |\n")
    return _EVENTS + "".join(lines)


def every_event() -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
    """Every event that the program logs: (level, fields, module) of each line that does."""
    found = defaultdict(list)
    for path in sorted((HERE.parent / "bot").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            match call:
                case ast.Call(
                    ast.Attribute(ast.Name("log"), "debug" | "info" | "warning" | "error" | "exception" as level),
                    [ast.Constant(str() as name)],
                    keywords,
                ):
                    fields = tuple(each.arg for each in keywords if each.arg and each.arg != "exc_info")
                    found[name].append((level, fields, str(path.relative_to(HERE.parent))))
    return found


def every_command(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words it is called by."""
    if not hasattr(command, "list_commands"):
        yield words, command
        return
    for name in command.list_commands(None):
        yield from every_command(command.get_command(None, name), (*words, name))


if __name__ == "__main__":
    (HERE / "settings.md").write_text(settings(), encoding="utf-8")
    (HERE / "commands.md").write_text(commands(), encoding="utf-8")
    (HERE / "events.md").write_text(events(), encoding="utf-8")
