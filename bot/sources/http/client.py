"""Asks sites one bounded question at a time, again after a polite wait, and says plainly when they stay away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urljoin

import anyio
import httpx2
import structlog

from bot.domain.errors import SourceAway
from bot.ports import Clock
from bot.sources.http.cache import Cache
from bot.sources.http.guard import Guard, Unreached, check_address
from bot.sources.http.hurry import Hurry
from bot.sources.http.pace import SITES, Manners, Pace, Sleep, asked_wait, wait_before
from bot.sources.http.question import Answer, Question

log = structlog.get_logger(__name__)

Liveness = Literal["alive", "dead", "unclear"]

_MOVED = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST_HOPS = 5
_MOST_PACES = 256


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: str
    after: float | None = None
    unreached: bool = False


class _GuardedTransport(httpx2.AsyncHTTPTransport):
    """The library's transport on our own way of opening connections."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(trust_env=False)
        # Private, but the transport hands no backend through to its pool; a test notices if the guard falls out.
        self._pool._network_backend = guard  # noqa: SLF001


class Http:
    """One polite client. Its time, its sleep and its manners are given; `trusted` addresses may be private ones."""

    def __init__(
        self,
        agent: str,
        clock: Clock,
        *,
        sleep: Sleep = anyio.sleep,
        manners: Mapping[str, Manners] = SITES,
        trusted: Iterable[str] = (),
        cache: Cache | None = None,
        patience: float = 120.0,
        hurried: bool = False,
    ) -> None:
        """`agent` is the User-Agent (see `user_agent`); `patience` is the most seconds that one exchange may take.

        With `hurried` somebody waits, and is told soon where a site cannot be reached at all.
        """
        self._clock = clock
        self._sleep = sleep
        self._manners = manners
        self._cache = cache
        self._patience = patience
        self._paces: dict[str, Pace] = {}
        self._hurry = Hurry(waited_for=hurried)
        self._client = httpx2.AsyncClient(
            transport=_GuardedTransport(Guard(trusted, within=self._hurry.within)),
            headers={"user-agent": agent, "accept-encoding": "gzip"},
            timeout=httpx2.Timeout(min(30.0, patience), connect=min(10.0, patience)),
        )

    @staticmethod
    def user_agent(version: str, contact: str | None) -> str:
        """How we introduce ourselves: `Paperdesk/0.1 (+mailto:desk@lab.example)`."""
        return f"Paperdesk/{version}" + (f" (+{contact})" if contact else "")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def ask(self, question: Question) -> Answer:
        """The answer, after as many polite tries as the site's manners allow.

        Raises:
            SourceAway: the site refused, stayed away, or sent more than was asked for.
        """
        url = str(httpx2.URL(question.url).copy_merge_params(dict(question.params)))
        question = replace(question, url=url, params={})
        shelf = self._cache if question.keep and question.body is None else None
        if shelf and (body := await shelf.get(url)) is not None:
            return Answer(url, 200, {}, body)
        answer = await self._patiently(question)
        if shelf and question.keep and answer.status == 200:
            await shelf.put(url, answer.body, question.keep)
        return answer

    async def alive(self, url: str) -> Liveness:
        """Whether a link may be shown: HEAD, then GET where HEAD is not liked; never into a private network."""
        question = Question(url, most=0)
        try:
            status = (await self._follow("HEAD", question)).status
            if status >= 400:
                status = (await self._follow("GET", question)).status
        except SourceAway:
            return "dead"
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError):
            return "unclear"
        if status < 400:
            return "alive"
        # Shops that keep robots out say so with these; the page may well be there.
        return "unclear" if status in {401, 403, 429, 451, 999} or status >= 500 else "dead"

    def pace(self, site: str) -> Pace:
        """The turns of one site, shared by everybody who asks through this client."""
        if len(self._paces) > _MOST_PACES:
            self._paces = {name: pace for name, pace in self._paces.items() if not pace.idle}
        return self._paces.setdefault(site, Pace(self._manners.get(site, Manners()), self._clock, self._sleep))

    async def _patiently(self, question: Question) -> Answer:
        host, _ = check_address(question.url)
        self._hurry.check(host)
        pace = self.pace(question.site or host)
        manners = pace.manners
        refusals = 0
        while not isinstance(outcome := await self._heard(host, question), Answer):
            refusals += 1
            tries = self._hurry.tries(host)
            wait = wait_before(manners, refusals, outcome.after) if tries is None else manners.interval
            last = refusals >= (tries or manners.tries) or wait > manners.longest_wait
            log.warning("source.refused", host=host, reason=outcome.reason, wait=None if last else wait)
            if last:
                raise self._away(host, outcome, refusals)
            pace.rest(wait)
        return outcome

    async def _heard(self, host: str, question: Question) -> Answer | _Refusal:
        outcome = await self._once(question)
        if isinstance(outcome, Answer) or not outcome.unreached:
            self._hurry.reached(host)
        return outcome

    def _away(self, host: str, refusal: _Refusal, refusals: int) -> SourceAway:
        times = f"{refusals} tries" if refusals > 1 else "1 try"
        told = f"{host} {refusal.reason} ({times}); what was read is kept, try again later."
        if refusal.unreached:
            told = (
                f"{host} cannot be reached at all ({refusal.reason}; {times}). What was read is kept; see to this "
                "machine's network (`paperdesk check` tells more), then try again."
            )
            self._hurry.lost(host, told)
        return SourceAway(told, retry_after=refusal.after)

    async def _once(self, question: Question) -> Answer | _Refusal:
        try:
            answer = await self._follow("GET" if question.body is None else "POST", question)
        except TimeoutError:
            return _Refusal(f"did not finish its answer in {self._patience:.0f} seconds")
        except httpx2.ConnectError as error:
            if isinstance(error.__cause__, Unreached):
                return _Refusal(str(error), unreached=True)
            return _Refusal(f"could not be read ({str(error) or type(error).__name__})")
        except httpx2.TimeoutException:
            return _Refusal("did not answer in time")
        except httpx2.TransportError as error:
            return _Refusal(f"could not be read ({str(error) or type(error).__name__})")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SourceAway(f"{question.url[:80]} could not be read: {error}") from error
        if answer.status in _TRY_AGAIN and answer.status not in question.accept:
            return _Refusal(
                f"answered {answer.status}", asked_wait(answer.headers.get("retry-after"), self._clock.now())
            )
        if answer.status not in question.accept:
            raise SourceAway(f"{question.url[:80]} answered {answer.status}{_words(answer.body)}")
        wrong = question.complaint(answer.body) if question.complaint else None
        return _Refusal(wrong) if wrong else answer

    async def _follow(self, method: str, question: Question) -> Answer:
        url, headers, body = question.url, dict(question.headers), question.body
        first = check_address(url)
        for _ in range(_MOST_HOPS + 1):
            host, port = check_address(url)
            if (host, port) != first:
                headers = {}  # keys are for the site that was asked, not for wherever it sends us
            async with self.pace(question.site or host).turn():
                with anyio.fail_after(self._patience):
                    answer = await self._exchange(method, url, headers, body, question.most)
            where = answer.headers.get("location")
            if answer.status not in _MOVED or not where:
                return answer
            url = urljoin(url, where)
            if answer.status not in {307, 308} and method == "POST":
                method, body = "GET", None
        raise SourceAway(f"{question.url[:80]} only leads from one address to the next, so it was given up.")

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: Any, most: int) -> Answer:
        async with self._client.stream(method, url, headers=dict(headers), json=body) as response:
            read = await _bounded(response, most) if most else b""
            return Answer(url, response.status_code, dict(response.headers), read)


async def _bounded(response: httpx2.Response, most: int) -> bytes:
    read = bytearray()
    # The library decompresses at most a megabyte at a time, so this sum also stops a decompression bomb.
    async for piece in response.aiter_bytes():
        read += piece
        if len(read) > most:
            raise SourceAway(f"{str(response.url)[:80]} sent more than {most:,} bytes, so it was given up.")
    return bytes(read)


def _words(body: bytes) -> str:
    """The start of an error's body, if it is words and not a page."""
    text = " ".join(body[:200].decode("utf-8", "replace").split())
    return f": {text}" if text and not text.startswith("<") else "."
