"""Who may come in: where the page may listen, whose browser this is, and whether a form was really sent from here."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.errors import NotAllowed, NotConfigured
from bot.domain.team import Person, Team

SESSION, SIGNED, ACTING, SAID = "paperdesk_session", "paperdesk_signed", "paperdesk_acting", "paperdesk_said"
_LINK_LASTS, _VISIT_LASTS = timedelta(minutes=15), timedelta(days=14)

#: Probes ask by address; Slack's requests carry a signature of their own, Prometheus a token.
_ANY_NAME = ("/healthz", "/readyz", "/metrics", "/slack/")

_HEADERS = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def guard_bind(host: str, *, login_configured: bool) -> None:
    """Refuse to open the desk to a network without a login.

    Raises:
        NotConfigured: `host` can be reached from elsewhere, and nobody would have to sign in.
    """
    if not login_configured and not is_loopback(host):
        raise NotConfigured(
            f"The desk would be open to everyone who can reach {host or 'this machine'}: set PAPERDESK_SECRET_KEY, "
            "so that editors sign in by a link, or listen on 127.0.0.1 (PAPERDESK_HTTP_HOST)."
        )


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules of one running page: `login` is whether editors sign in; without it the page is on loopback alone.

    `names` are the host names by which the page is known besides loopback; empty means any, which is right
    behind a proxy that checks them.
    """

    secret: bytes
    login: bool = False
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, host: str, secret_key: str | None = None, public_url: str | None = None) -> Gate:
        """The gate of a page that listens on `host`.

        Editors sign in wherever others can reach the page: it listens on a network, or a proxy shows it as
        `public_url`. On loopback alone the secret need not outlive the process.

        Raises:
            NotConfigured: others could reach it, and there is no key to sign in with.
        """
        guard_bind(host if public_url is None else public_url, login_configured=bool(secret_key))
        if is_loopback(host) and public_url is None:
            return cls(secrets.token_bytes(32))
        name = urlsplit(public_url or "").hostname
        return cls((secret_key or "").encode(), login=True, names=(name,) if name else ())

    def knows_host(self, header: str) -> bool:
        """Whether a Host header names this page; a rebound DNS name does not."""
        try:
            host = urlsplit(f"//{header}").hostname or ""
        except ValueError:
            return False
        # With a login, loopback is not special: a proxy on this machine forwards everybody's requests from there.
        return is_loopback(host) or host in self.names or (self.login and not self.names)

    def sealed(self, purpose: str, words: str) -> str:
        """`words` with a seal that only this secret can make."""
        return f"{quote(words, safe='')}.{self._seal(purpose, words)}"

    def opened(self, purpose: str, sealed: str) -> str | None:
        """The words under a good seal, else None."""
        quoted, _, seal = sealed.rpartition(".")
        words = unquote(quoted)
        return words if quoted and _same(seal, self._seal(purpose, words)) else None

    def _seal(self, purpose: str, words: str) -> str:
        return hmac.new(self.secret, f"{purpose}\x1f{words}".encode(), hashlib.sha256).hexdigest()[:40]

    def token(self, session: str) -> str:
        """The token that a form of this session carries."""
        return self._seal("form", session)

    def check_form(self, request: Request, token: str) -> None:
        """See that a form comes from a page of ours.

        Raises:
            NotAllowed: it was sent from another site, or from a page of an earlier run.
        """
        if not self._ours(request) or request.headers.get("sec-fetch-site", "same-origin") not in {
            "same-origin",
            "none",
        }:
            raise NotAllowed("That form was sent from another site; decide on the desk's own page.")
        session = request.cookies.get(SESSION, "")
        if not session or not _same(token, self.token(session)):
            raise NotAllowed("This page is from an earlier visit; load it again and decide once more.")

    def _ours(self, request: Request) -> bool:
        host = request.headers.get("host", "")
        try:
            origin = urlsplit(request.headers.get("origin", f"//{host}"))
        except ValueError:
            return False
        return origin.netloc == host or origin.hostname in self.names

    def sign_in_link(self, root: str, team: str, person: Person, now: datetime) -> str:
        """An address that signs `person` in once, for a quarter of an hour; to be sent to that person alone."""
        until = int((now + _LINK_LASTS).timestamp())
        words = "\x1f".join((team, person.name, str(until), secrets.token_hex(8)))
        return f"{root.rstrip('/')}/sign-in?key={quote(self.sealed('link', words), safe='')}"

    def invited(self, key: str, now: datetime) -> tuple[str, str, str] | None:
        """(team, person, nonce) of a sign-in link that is good and not too old."""
        team, person, until, nonce = ((self.opened("link", key) or "").split("\x1f") + [""] * 4)[:4]
        return (team, person, nonce) if until.isdigit() and int(until) >= now.timestamp() else None

    def visit(self, team: str, person: str, now: datetime) -> str:
        """The cookie of somebody who has signed in."""
        return self.sealed("visit", "\x1f".join((team, person, str(int((now + _VISIT_LASTS).timestamp())))))

    def signed_in(self, request: Request, team: Team, now: datetime) -> Person | None:
        """The editor of `team` who has signed in with this browser, if he still is one."""
        words = self.opened("visit", request.cookies.get(SIGNED, "")) or ""
        name, person, until = (words.split("\x1f") + [""] * 3)[:3]
        if name != team.name or not until.isdigit() or int(until) < now.timestamp():
            return None
        return next((p for p in team.editors if p.name == person), None)

    def acting(self, request: Request, team: Team, now: datetime) -> Person | None:
        """Who decides: whoever signed in; on loopback without a login, the editor chosen in this browser."""
        if self.login:
            return self.signed_in(request, team, now)
        chosen = self.opened(f"acting {team.name}", request.cookies.get(f"{ACTING}_{_slot(team.name)}", ""))
        return next((p for p in team.editors if p.name == chosen), team.editors[0] if team.editors else None)

    def choose(self, response: Response, team: Team, name: str) -> None:
        """Remember in this browser as whom to decide; only where there is no login."""
        set_cookie(response, f"{ACTING}_{_slot(team.name)}", self.sealed(f"acting {team.name}", name))

    def may_read(self, request: Request, team: Team, now: datetime) -> bool:
        """Whether this browser may see what `team` published."""
        return team.archive == "public" or not self.login or self.signed_in(request, team, now) is not None


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())


def _slot(team: str) -> str:
    # A cookie's name may not hold every character that a team's name may.
    return hashlib.sha256(team.encode()).hexdigest()[:12]


def set_cookie(response: Response, name: str, value: str, *, lasts: int | None = None, secure: bool = False) -> None:
    """A cookie that no script and no other site gets to see."""
    response.set_cookie(name, value, max_age=lasts, path="/", secure=secure, httponly=True, samesite="lax")


class Doorkeeper:
    """Turns away unknown host names and puts the headers on that keep browsers careful."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app = app
        self.gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in _HEADERS if h[0] not in given)]
            await send(message)

        header = Headers(scope=scope).get("host", "")
        if scope["path"].startswith(_ANY_NAME) or self.gate.knows_host(header):
            await self.app(scope, receive, careful)
            return
        sorry = PlainTextResponse(
            f"This page is not known as “{header[:80]}”; open it as http://127.0.0.1 with its port, "
            "or set PAPERDESK_PUBLIC_URL.",
            status_code=421,
        )
        await sorry(scope, receive, careful)
