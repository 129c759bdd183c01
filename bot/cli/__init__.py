"""The command line: one module a command, and one net under all of them."""

from __future__ import annotations

import errno
import sys
import traceback
from tempfile import NamedTemporaryFile

from bot.domain.errors import PaperdeskError

_UNEXPECTED = 1
_INTERRUPTED = 130


def main() -> None:
    """Run one command; what goes wrong is one sentence on standard error and an exit code."""
    from bot.cli.group import build

    try:
        build().main(prog_name="paperdesk")
    except PaperdeskError as error:
        _leave(str(error), error.exit_code)
    except (KeyboardInterrupt, SystemExit) as left:
        # Ctrl-C, as it is or as typer passes it on.
        if isinstance(left, SystemExit) and left.code != _INTERRUPTED:
            raise
        _leave("Stopped; what was done is kept.", _INTERRUPTED)
    except BaseExceptionGroup as group:
        _leave_group(group)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _leave("The disk is full; make room and run this again. What was done is kept.", _UNEXPECTED)
        _leave_unexpected(error)
    except Exception as error:  # noqa: BLE001 - the outermost net: everything is said in one sentence
        _leave_unexpected(error)


def _leave_group(group: BaseExceptionGroup[BaseException]) -> None:
    """Tasks that fail side by side arrive together: the first of ours speaks for them."""
    ours = _first_of_ours(group)
    if ours is not None:
        _leave(str(ours), ours.exit_code)
    _leave_unexpected(group)


def _first_of_ours(error: BaseException) -> PaperdeskError | None:
    if isinstance(error, PaperdeskError):
        return error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return next((found for each in inner if (found := _first_of_ours(each))), None)


def _leave_unexpected(error: BaseException) -> None:
    lines = traceback.format_exception(error)
    try:
        with NamedTemporaryFile("w", prefix="paperdesk-", suffix=".log", delete=False, encoding="utf-8") as file:
            file.writelines(lines)
        told = f"the details are in {file.name}; please report them"
    except OSError:
        sys.stderr.writelines(lines)
        told = "the details stand above; please report them"
    first = str(error).splitlines()
    said = f"{type(error).__name__}: {first[0]}" if first else type(error).__name__
    _leave(f"Something unexpected happened ({said}); {told}.", _UNEXPECTED)


def _leave(sentence: str, code: int) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(code)
