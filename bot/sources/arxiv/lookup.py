"""Single papers from arXiv, by id and by words, through the `arxiv` library and the polite client."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import anyio
import anyio.from_thread
import arxiv
import requests
import structlog
from requests.adapters import BaseAdapter

from bot.domain.errors import SourceAway
from bot.domain.paper import Paper, PaperRef
from bot.sources.arxiv.entry import complaint_in, looked_up
from bot.sources.arxiv.wire import ATOM, SEARCH, complaint, root_of, text_of
from bot.sources.http import Answer, Http, Question

log = structlog.get_logger(__name__)

MOST_IDS = 100
_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}")
_REFUSED_ID = re.compile(r"incorrect id format for (\S+)")
_SEARCHABLE = re.compile(r"[^\w-]+")


class ArxivLookup:
    """The query API at `base` (`https://export.arxiv.org/api/query`)."""

    name = "arxiv-api"

    def __init__(self, http: Http, base: str) -> None:
        self._http = http
        self._base = base

    async def papers(self, refs: Sequence[PaperRef]) -> Sequence[Paper]:
        """The papers that exist among `refs`, in the order asked for; what is not on arXiv is left out.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        ids = list(dict.fromkeys(ref.value for ref in refs if ref.scheme == "arxiv" and _ID.fullmatch(ref.value)))
        found: dict[str, Paper] = {}
        for start in range(0, len(ids), MOST_IDS):
            for paper in await self._batch(ids[start : start + MOST_IDS]):
                # arXiv answers in any order and leaves unknown ids out: only the id says which paper this is.
                found[paper.ref.value] = paper
        return [found[each] for each in ids if each in found]

    async def search(self, words: str, limit: int = 10) -> Sequence[Paper]:
        """Papers whose title or abstract has all of `words`, best first.

        Raises:
            SourceAway: arXiv did not answer usably.
        """
        terms = [term for term in _SEARCHABLE.sub(" ", words).split() if term.strip("-_")][:12]
        if not terms:
            return []
        query = " AND ".join(f"(ti:{term} OR abs:{term})" for term in terms)
        return await self._asked(arxiv.Search(query=query, max_results=limit), limit)

    async def _batch(self, ids: list[str]) -> list[Paper]:
        while ids:
            try:
                return await self._asked(arxiv.Search(id_list=ids, max_results=len(ids)), len(ids))
            except SourceAway as error:
                # One id that arXiv cannot read fails the whole batch, but the answer names it.
                refused = _REFUSED_ID.search(str(error))
                left = [each for each in ids if refused and each != refused[1].partition("v")[0]]
                if not refused or len(left) == len(ids):
                    raise
                log.warning("lookup.id_refused", id=refused[1])
                ids = left
        return []

    async def _asked(self, search: arxiv.Search, most: int) -> list[Paper]:
        results = await anyio.to_thread.run_sync(self._in_thread, search, min(most, MOST_IDS))
        papers: list[Paper] = []
        for result in results:
            try:
                papers.append(looked_up(result))
            except SourceAway as error:
                log.warning("lookup.skipped", id=str(result.entry_id)[:80], reason=str(error))
        return papers

    def _in_thread(self, search: arxiv.Search, page_size: int) -> list[arxiv.Result]:
        # Pauses and tries are the polite client's; the library adds none of its own.
        client = arxiv.Client(page_size=page_size, delay_seconds=0, num_retries=0)
        client.query_url_format = f"{self._base}?{{}}"
        # Private, because the library takes no session: without this it asks in its own name, without a time-out,
        # at its own pace, and reads half an answer as a whole one.
        session = client._session  # noqa: SLF001
        session.trust_env = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, _PoliteAdapter(self._http))
        try:
            return list(client.results(search))
        except arxiv.ArxivError as error:
            raise SourceAway(f"arXiv's search did not answer usably ({error.message}); try again later.") from error
        finally:
            session.close()


class _PoliteAdapter(BaseAdapter):
    """Lets `requests`, in its thread, ask through the polite client of the event loop."""

    def __init__(self, http: Http) -> None:
        super().__init__()
        self._http = http

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002  the library's signature
        timeout: Any = None,
        verify: Any = True,  # noqa: FBT002  the library's signature
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        question = Question(request.url or "", site="arxiv", accept=frozenset({200, 400}), complaint=_wrong_with)
        answer = anyio.from_thread.run(self._ask, question)
        if isinstance(answer, BaseException):
            raise answer
        refusal = complaint_in(root_of(answer.body))
        if refusal or answer.status != 200:
            raise SourceAway(f"arXiv's search answered {answer.status}: {refusal or 'no reason given'}")
        response = requests.Response()
        response.status_code = answer.status
        response._content = answer.body  # noqa: SLF001  how every adapter that has no socket gives a body
        response.url = answer.url
        response.request = request
        return response

    async def _ask(self, question: Question) -> Answer | BaseException:
        """The answer; or the cancellation itself, where nobody waits any more, for the thread to raise.

        Raised here it would be carried over all the same, but reported as unhandled when the loop ends.
        """
        try:
            return await self._http.ask(question)
        except anyio.get_cancelled_exc_class() as cancelled:
            return cancelled

    def close(self) -> None:
        """Nothing is open here: the polite client belongs to whoever made it."""


def _wrong_with(body: bytes) -> str | None:
    """Broken XML, or a page that promises results and has none (it happens, and passes)."""
    if broken := complaint(body):
        return broken
    try:
        root = root_of(body)
    except SourceAway as error:
        return str(error)
    promised = int(text_of(root, f"{SEARCH}totalResults") or 0) - int(text_of(root, f"{SEARCH}startIndex") or 0)
    if promised > 0 and root.find(f"{ATOM}entry") is None:
        return "promised results and sent none"
    return None
