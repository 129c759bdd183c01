"""What Prometheus reads: the sums of the rows, the troubles of this process, and whether the database answers."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.errors import PaperdeskError
from bot.outlets.web.gate import Gate
from bot.ports import Newsroom

log = structlog.get_logger()

Counts = Mapping[str, Mapping[tuple[str, ...], float]]

PREFIX = "paperdesk_"
#: What the rows add up to, the same on every replica: name, what it says, labels.
FAMILIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "teams": ("Teams.", ()),
    "papers": ("Papers in the store.", ()),
    "stories": ("Stories, by stage.", ("stage",)),
    "drafts": ("Drafts of stories, by models and editors.", ()),
    "blurbs": ("Machine-written words for a paper, shared by all teams.", ()),
    "votes": ("Votes of editors, by kind.", ("kind",)),
    "editions": ("Editions, by stage.", ("stage",)),
    "editions_overdue": ("Editions still in work an hour after their publish time.", ()),
    "editions_silent": ("Editions that went out in the last 35 days and reached nobody.", ()),
    "deliveries": ("Messages owed to channels and desks, by state.", ("state",)),
    "oldest_delivery_age_seconds": ("Age of the oldest message that is not out yet; 0 where none waits.", ()),
    "newest_delivery_timestamp_seconds": ("When a message last went out.", ()),
    "newest_paper_timestamp_seconds": ("When a paper was last seen for the first time.", ()),
    "poll_timestamp_seconds": ("When a source of papers last answered.", ("source",)),
    "spend_dollars": ("US dollars that models have cost, where prices are set.", ("model",)),
    "model_calls": ("Calls of models.", ("model",)),
    "model_tokens": ("Tokens that models have read and written.", ("model", "way")),
}
#: What this process alone knows.
OWN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "database_up": ("1 if the database answered this request, else 0.", ()),
    "troubles": (
        "Warnings and errors that this process has logged.",
        ("event", "source"),
    ),
}


@dataclass(frozen=True, slots=True)
class Metrics:
    """Answers `/metrics`: to this machine where the page has no login, else to `token`'s bearer and to editors."""

    room: Newsroom
    gate: Gate
    count: Callable[[], Awaitable[Counts]]
    troubles: Callable[[], Mapping[tuple[str, str], int]]
    token: str | None = None

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route("/metrics", self.metrics, name="metrics")]

    async def metrics(self, request: Request) -> Response:
        """The figures of this moment; with the database away still those of this process."""
        if not await self._may(request):
            return PlainTextResponse("Metrics are for whoever holds PAPERDESK_METRICS_TOKEN, as a bearer.\n", 403)
        counts: Counts = {}
        up = True
        try:
            counts = await self.count()
        except PaperdeskError as error:
            up = False
            log.warning("metrics.without_database", reason=str(error))
        registry = CollectorRegistry()
        registry.register(_Counted(counts, self.troubles(), up=up))
        ProcessCollector(registry=registry)
        headers = {"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"}
        return Response(generate_latest(registry), headers=headers)

    async def _may(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        if self.token and hmac.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
            return True
        if not self.gate.login:
            return self.gate.knows_host(request.headers.get("host", ""))
        try:
            async with self.room.store.begin(reading=True) as books:
                teams = await books.teams.all()
        except PaperdeskError:
            return False
        now = self.room.clock.now()
        return any(self.gate.signed_in(request, team, now) for team in teams)


@dataclass(frozen=True, slots=True, eq=False)
class _Counted(Collector):
    counts: Counts
    troubles: Mapping[tuple[str, str], int]
    up: bool

    def collect(self) -> Iterator[Metric]:
        for name, (said, labels) in FAMILIES.items():
            family = GaugeMetricFamily(PREFIX + name, said, labels=labels)
            for values, number in self.counts.get(name, {}).items():
                family.add_metric(values, number)
            yield family
        said, _ = OWN["database_up"]
        yield GaugeMetricFamily(f"{PREFIX}database_up", said, value=float(self.up))
        said, labels = OWN["troubles"]
        troubled = CounterMetricFamily(f"{PREFIX}troubles", said, labels=labels)
        for values, number in self.troubles.items():
            troubled.add_metric(values, number)
        yield troubled
