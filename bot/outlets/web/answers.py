"""How the page answers: conditional requests, bounded forms, and our errors as sentences with the right status."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.domain.errors import (
    BadInput,
    BadReference,
    Conflict,
    NotAllowed,
    NotFound,
    NothingToPublish,
    OutsideError,
    PaperdeskError,
    StoreError,
)
from bot.outlets.web.pages import Addresses, render

_STATUS: tuple[tuple[type[PaperdeskError], int, str], ...] = (
    (NotFound, 404, "Not here"),
    (NotAllowed, 403, "Not for you"),
    (BadInput, 400, "Not quite"),
    (BadReference, 400, "Not quite"),
    (Conflict, 409, "The desk has moved on"),
    (NothingToPublish, 409, "Nothing to publish"),
    (StoreError, 503, "The store is busy"),
    (OutsideError, 503, "Somebody else does not answer"),
)
_LARGEST_FORM = 200_000


def kept(
    request: Request, body: str | bytes, media: str, *, modified: datetime | None = None, public: bool
) -> Response:
    """A representation with validators; 304 where the reader has it already (RFC 9110, section 13)."""
    content = body.encode() if isinstance(body, str) else body
    tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "public, no-cache" if public else "private, no-cache"}
    if modified is not None:
        headers["last-modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if _has_it(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(content, headers={**headers, "content-type": media})


def _has_it(request: Request, tag: str, modified: datetime | None) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return asked.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in asked.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    known = known if known.tzinfo else known.replace(tzinfo=UTC)
    return modified.replace(microsecond=0) <= known


async def form(request: Request) -> dict[str, str]:
    """The fields of a posted form, the last of each name.

    Raises:
        BadInput: it is larger than any form of ours, or no form at all.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            raise BadInput("That is more than the desk can take at once; shorten it.")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=40))
    except ValueError as error:
        raise BadInput("That form could not be read; load the page again.") from error


def wants_json(request: Request) -> bool:
    """Whether the page's own script asks, which wants to be told and not shown."""
    return "application/json" in request.headers.get("accept", "")


def status_of(error: PaperdeskError) -> int:
    """The status that says best what `error` says in words."""
    return next((status for kind, status, _ in _STATUS if isinstance(error, kind)), 500)


async def sorry(request: Request, error: Exception) -> Response:
    """One of our errors as a page, or as JSON for the script; the sentence is the error's own."""
    if not isinstance(error, PaperdeskError):
        raise error
    status = status_of(error)
    if wants_json(request):
        return JSONResponse({"ok": False, "said": str(error)}, status)
    heading = next((words for kind, _, words in _STATUS if isinstance(error, kind)), "Something is wrong")
    desk, _, _ = request.url.path.partition("/story/")
    back = desk.removesuffix("/edition") if desk.startswith("/desk/") and status != 404 else ""
    return HTMLResponse(render("sorry.html", at=Addresses(), heading=heading, sentence=str(error), back=back), status)


async def lost(request: Request, _error: Exception) -> Response:
    """An address that leads nowhere."""
    return await sorry(request, NotFound("There is nothing at this address; the archive has what was published."))


async def broken(_request: Request, _error: Exception) -> Response:
    """A fault of ours: the log has the trace, the reader a sentence."""
    return PlainTextResponse("Something is wrong with this page; whoever runs it finds the reason in the log.\n", 500)
