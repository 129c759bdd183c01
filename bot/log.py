"""How log lines look, and how long work shows itself where nobody watches; secrets never appear."""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, Literal, TextIO

import structlog
from structlog.types import EventDict, Processor

log = structlog.get_logger()

LogFormat = Literal["auto", "pretty", "json"]

_MASK = "•••"
#: What the secrets of the services we talk to look like, wherever they turn up.
_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xwfp-[\w-]+"  # Slack
    r"|\b[MNO][\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"  # Discord
    r"|\bsk-[\w-]{16,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bhf_\w{20,}"  # models and sources
)
#: What stands before a secret: in headers, in addresses, and between a user and a host.
_AFTER = re.compile(
    r"(?P<before>\bbearer |\bbot (?=[\w.-]{40})|[?&](?:code|token|key|api_key|secret)=|://[^:/@\s]*:)"
    r"(?P<secret>[^\s&\"'@\\]+)(?P<after>@?)",
    re.IGNORECASE,
)
_TROUBLE = frozenset({"warning", "error", "exception", "critical"})
_EVENT = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
#: Libraries that say at INFO what nobody needs.
_TALKATIVE = (
    "apscheduler",
    "arxiv",
    "httpx2",
    "httpcore2",
    "httpx",
    "discord",
    "slack_bolt",
    "slack_sdk",
    "openai",
    "alembic",
    "uvicorn",
)


def _masked(found: re.Match[str]) -> str:
    # `https://host:8000` has no password: only what an `@` follows is one.
    if found["before"].startswith("://") and not found["after"]:
        return found[0]
    return f"{found['before']}{_MASK}{found['after']}"


class _Masked(structlog.stdlib.ProcessorFormatter):
    """Renders a line as structlog would, then masks every secret in it: fields, messages and tracebacks alike."""

    def __init__(self, secrets: Sequence[str], processors: Sequence[Processor], before: Sequence[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=before)
        # The longest first, so that a secret within another does not leave the rest of it standing.
        self._secrets = sorted((s for s in secrets if len(s) >= 4), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, _MASK)
        return _AFTER.sub(_masked, _SECRETS.sub(_MASK, line))


class _Stderr(logging.Handler):
    """Writes to whatever standard error is now, so that lines stay above a progress bar."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)  # noqa: T201 - this is where lines are printed
        except (BrokenPipeError, ValueError):
            return  # whoever read the lines has gone


class _Troubles:
    """Counts our own lines from WARNING up by event and source, on their way to the log."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()

    def __call__(self, _: Any, level: str, line: EventDict) -> EventDict:
        event, source = line.get("event"), line.get("source")
        if level in _TROUBLE and isinstance(event, str):
            # An event that is a sentence would make a time series of its own each time it is said.
            name = event if _EVENT.fullmatch(event) else "other"
            self.seen[name, source if isinstance(source, str) else ""] += 1
        return line


def troubles() -> Mapping[tuple[str, str], int]:
    """How often this process has logged a warning or an error: by (event, source), since the log was set up."""
    ways = structlog.get_config()["processors"]
    found = next((way for way in ways if isinstance(way, _Troubles)), None)
    return dict(found.seen) if found else {}


def set_up_log(
    *, level: str = "info", look: LogFormat = "auto", secrets: Sequence[str] = (), stream: TextIO | None = None
) -> None:
    """Send every log line of this process, ours and the libraries', to standard error (or `stream`)."""
    pretty = look == "pretty" or (look == "auto" and (stream or sys.stderr).isatty())
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if pretty else "iso", utc=not pretty),
    ]
    renderer: list[Processor]
    if pretty:
        # Plain tracebacks: the rich ones show the values of local variables, and tokens are among those.
        plain = structlog.dev.plain_traceback
        renderer = [structlog.dev.ConsoleRenderer(colors=stream is None, exception_formatter=plain)]
    else:
        renderer = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    wrap = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    handler = logging.StreamHandler(stream) if stream else _Stderr()
    clean: Processor = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(_Masked(secrets, [clean, *renderer], before))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _Troubles(), *before, wrap],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class _Count:
    """A piece of work that only counts."""

    def __init__(self) -> None:
        self.done = 0

    def advance(self, steps: int = 1) -> None:
        self.done += steps


class LoggedProgress:
    """A `Progress` for where there is no terminal: one line when work is over."""

    @contextmanager
    def track(self, label: str, total: int | None = None) -> Iterator[_Count]:
        started, count = monotonic(), _Count()
        yield count
        fields: dict[str, Any] = {"done": count.done, "seconds": round(monotonic() - started, 2)}
        log.info("work.done", work=label, of=total, **fields)
