"""Bars for long work on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.ports import Progress, Track


class _Bar:
    def __init__(self, bars: object, task: object) -> None:
        self._bars, self._task = bars, task

    def advance(self, steps: int = 1) -> None:
        self._bars.advance(self._task, steps)  # type: ignore[attr-defined]


class Bars:
    """A `Progress` that draws on standard error, and leaves nothing behind."""

    @contextmanager
    def track(self, label: str, total: int | None = None) -> Iterator[Track]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
            yield _Bar(bars, bars.add_task(label, total=total))


def progress() -> Progress:
    """Bars on a terminal, quiet log lines elsewhere."""
    if sys.stderr.isatty():
        return Bars()
    from bot.log import LoggedProgress

    return LoggedProgress()
