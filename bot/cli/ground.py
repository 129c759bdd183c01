"""`paperdesk ground`: check claims against papers, JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

_FORM = '{"id", "title", "authors": [], "source", "claims": [{"text", "quote", "kind"}]}'


def ground(stdin: TextIO, stdout: TextIO, stderr: TextIO | None = None) -> tuple[int, int]:
    """Check every line of `stdin`, print its verdicts; how many were read and how many left out, named on `stderr`."""
    good = bad = 0
    for number, line in enumerate(stdin, start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(line)
        except (ValueError, TypeError, RecursionError) as error:
            bad += 1
            reason = str(error) or type(error).__name__
            print(f"Line {number} was left out: {reason}. Each line is {_FORM}.", file=stderr or sys.stderr)
            continue
        good += 1
        stdout.write(_printed(answer) + "\n")
    return good, bad


def _printed(answer: dict[str, Any]) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair can stand in JSON, and nowhere else.
        return json.dumps(answer)
    return text


def _answer(line: str) -> dict[str, Any]:
    from bot.grounding.verdict import Grounds

    try:
        paper = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON ({error.msg} at column {error.colno})") from error
    if not isinstance(paper, dict):
        raise TypeError("it is not a JSON object")
    grounds = Grounds(_text(paper, "title", ""), _names(paper), _text(paper, "source"))
    claims = paper.get("claims")
    if not isinstance(claims, list):
        raise TypeError("“claims” is not a list")
    return {"id": paper.get("id"), "claims": [_verdict(grounds, claim) for claim in claims]}


def _verdict(grounds: Any, claim: object) -> dict[str, Any]:
    if not isinstance(claim, dict):
        raise TypeError("a claim is not a JSON object")
    kind = claim.get("kind") or "fact"
    if kind not in {"fact", "relevance", "judgement"}:
        raise ValueError(f"“{kind}” is no kind of claim; a claim is a fact, a relevance or a judgement")
    verdict = grounds.check(_text(claim, "text"), _text(claim, "quote", ""), kind)
    return {"verdict": verdict.verdict, "quote": verdict.quote, "reasons": list(verdict.reasons)}


def _text(record: dict[str, Any], key: str, default: str | None = None) -> str:
    value = record.get(key, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise TypeError(f"“{key}” is missing or is not text")
    return value


def _names(paper: dict[str, Any]) -> list[str]:
    authors = paper.get("authors") or []
    if not isinstance(authors, list) or not all(isinstance(author, str) for author in authors):
        raise TypeError("“authors” is not a list of names")
    return authors


def command() -> None:
    """Check claims against their papers: JSON lines on standard input, verdicts on standard output."""
    from bot.domain.errors import BadInput

    good, bad = ground(sys.stdin, sys.stdout)
    sys.stdout.flush()
    if not good and not bad:
        raise BadInput(f"Nothing came in on standard input; a line of it is {_FORM}.")
    if bad and not good:
        raise SystemExit(1)
