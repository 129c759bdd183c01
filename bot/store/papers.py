"""Papers and what is known about them, as rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from bot.domain.edition import EditionText
from bot.domain.editorial import EditionStage
from bot.domain.evidence import Evidence
from bot.domain.paper import Announcement, Paper, PaperRef
from bot.ports import Added, Appearance, Pick
from bot.store import tables
from bot.store.plain import clean, noun
from bot.store.rows import (
    evidence_of,
    evidence_values,
    key_of,
    paper_of,
    paper_values,
    pick_of,
    pick_values,
    ref_of,
)
from bot.store.search import search
from bot.store.transaction import Transaction, chunks

#: What a paper's row keeps from the day it was first written.
_KEPT = frozenset({"id", "ref", "first_seen"})
#: The kind under which evidence remembers that a source was asked, whether it knew anything or not.
_ASKED = "asked"
#: The kind under which it remembers that somebody is asking a source, and since when.
_CLAIMED = "claimed"


def _sighting(announcement: Announcement) -> Paper:
    """The paper as this listing makes it known; a replacement says nothing about when it was new."""
    paper = announcement.paper
    if paper.announced is None and not announcement.kind.startswith("replace"):
        return replace(paper, announced=announcement.on)
    return paper


class SqlPapers:
    """The port `Papers` on SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, announcements: Sequence[Announcement]) -> Added:
        sightings: dict[str, Paper] = {}
        for announcement in announcements:
            paper = _sighting(announcement)
            key = key_of(paper.ref)
            before = sightings.get(key)
            sightings[key] = paper if before is None else before.merged(paper)
        known, now = 0, await self._tx.now()
        # In the order of their keys, so that two replicas lock the same rows in the same order.
        for keys in chunks(sorted(sightings)):
            known += await self._add({key: sightings[key] for key in keys}, now)
        return Added(new=len(sightings) - known, known=known)

    async def _add(self, sightings: Mapping[str, Paper], now: datetime) -> int:
        rows = await self._tx.rows(
            select(tables.papers)
            .where(tables.papers.c.ref.in_(sightings))
            .order_by(tables.papers.c.ref)
            .with_for_update()
        )
        stored = {row.ref: paper_of(row) for row in rows}
        merged = {key: stored[key].merged(paper) if key in stored else paper for key, paper in sightings.items()}
        statement = self._tx.insert(tables.papers)
        changed = {
            column.name: statement.excluded[column.name] for column in tables.papers.c if column.name not in _KEPT
        }
        statement = statement.on_conflict_do_update(index_elements=["ref"], set_=changed)
        values = [paper_values(paper, now) for key, paper in merged.items() if paper != stored.get(key)]
        await self._tx.run(statement, values)
        return len(stored)

    async def get(self, ref: PaperRef) -> Paper | None:
        row = await self._tx.first(select(tables.papers).where(tables.papers.c.ref == key_of(ref)))
        return paper_of(row) if row else None

    async def many(self, refs: Sequence[PaperRef]) -> Mapping[PaperRef, Paper]:
        found: dict[PaperRef, Paper] = {}
        for keys in chunks([key_of(ref) for ref in refs]):
            rows = await self._tx.rows(select(tables.papers).where(tables.papers.c.ref.in_(keys)))
            found.update((paper.ref, paper) for paper in map(paper_of, rows))
        return found

    async def announced(self, since: date, until: date) -> Sequence[Paper]:
        columns = tables.papers.c
        rows = await self._tx.rows(
            select(tables.papers).where(columns.announced.between(since, until), columns.withdrawn.is_(False))
        )
        return sorted(map(paper_of, rows), key=lambda paper: paper.ref)

    async def bylines(self, before: date) -> Sequence[tuple[PaperRef, date, tuple[str, ...]]]:
        columns = tables.papers.c
        rows = await self._tx.rows(
            select(columns.ref, columns.announced, columns.authors)
            .where(columns.announced < before)
            .order_by(columns.announced, columns.id)
        )
        return [(ref_of(row.ref), row.announced, tuple(name for name, _ in row.authors)) for row in rows]

    async def search(self, words: str, limit: int = 10) -> Sequence[Paper]:
        return await search(self._tx, words, limit)

    async def evidence(self, refs: Sequence[PaperRef]) -> Mapping[PaperRef, Evidence]:
        columns = tables.evidence.c
        found: dict[PaperRef, list[Row[Any]]] = {ref: [] for ref in refs}
        for some in chunks(list(found)):
            rows = await self._tx.rows(
                select(tables.evidence)
                .where(columns.paper.in_([key_of(ref) for ref in some]), columns.kind.not_in((_ASKED, _CLAIMED)))
                .order_by(columns.paper, columns.kind, columns.source)
            )
            for row in rows:
                found.setdefault(ref_of(row.paper), []).append(row)
        return {ref: evidence_of(ref, found[ref]) for ref in dict.fromkeys(refs)}

    async def learn(self, evidence: Evidence, source: str, now: datetime) -> None:
        """A source speaks about one kind at a time: kinds of which it says nothing stay as they were."""
        statement = self._tx.insert(tables.evidence)
        statement = statement.on_conflict_do_update(
            index_elements=["paper", "kind", "source"],
            set_={"value": statement.excluded.value, "fetched_at": statement.excluded.fetched_at},
        )
        await self._tx.run(statement, list(evidence_values(evidence, source, now)))

    async def note_asked(self, source: str, refs: Sequence[PaperRef], now: datetime) -> None:
        statement = self._tx.insert(tables.evidence)
        statement = statement.on_conflict_do_update(
            index_elements=["paper", "kind", "source"], set_={"fetched_at": statement.excluded.fetched_at}
        )
        values = [
            {"paper": key_of(ref), "kind": _ASKED, "source": clean(source), "value": [], "fetched_at": now}
            for ref in sorted(set(refs))
        ]
        await self._tx.run(statement, values)

    async def claim(self, source: str, refs: Sequence[PaperRef], lease: timedelta) -> Sequence[PaperRef]:
        """In the order asked for; what somebody was killed over is free again when its lease is over."""
        now, columns = await self._tx.now(), tables.evidence.c
        mine: set[str] = set()
        for keys in chunks(sorted(map(key_of, set(refs)))):
            claims = [
                {"paper": key, "kind": _CLAIMED, "source": clean(source), "value": [], "fetched_at": now}
                for key in keys
            ]
            statement = self._tx.insert(tables.evidence).values(claims)
            statement = statement.on_conflict_do_update(
                index_elements=["paper", "kind", "source"],
                set_={"fetched_at": statement.excluded.fetched_at},
                where=columns.fetched_at <= now - lease,
            )
            mine.update(row.paper for row in await self._tx.rows(statement.returning(columns.paper)))
        return [ref for ref in refs if key_of(ref) in mine]

    async def release(self, source: str, refs: Sequence[PaperRef]) -> None:
        columns = tables.evidence.c
        for keys in chunks(sorted(map(key_of, set(refs)))):
            which = (columns.kind == _CLAIMED, columns.source == clean(source), columns.paper.in_(keys))
            await self._tx.run(delete(tables.evidence).where(*which))

    async def asked(self, source: str, refs: Sequence[PaperRef]) -> Mapping[PaperRef, datetime]:
        columns, found = tables.evidence.c, {}
        for keys in chunks([key_of(ref) for ref in refs]):
            rows = await self._tx.rows(
                select(columns.paper, columns.fetched_at).where(
                    columns.kind == _ASKED, columns.source == clean(source), columns.paper.in_(keys)
                )
            )
            found.update({ref_of(row.paper): row.fetched_at for row in rows})
        return found

    async def add_picks(self, picks: Sequence[Pick]) -> int:
        """How many of them were not known."""
        return await self._tx.add(tables.picks, [pick_values(pick) for pick in picks])

    async def picks(self, before: date) -> Sequence[Pick]:
        columns = tables.picks.c
        rows = await self._tx.rows(
            select(tables.picks).where(columns.day < before).order_by(columns.day, columns.ref, columns.chosen_by)
        )
        return [pick_of(row) for row in rows]

    async def appearances(self, ref: PaperRef, team: str | None = None) -> Sequence[Appearance]:
        """Editions that have gone out, oldest first."""
        editions, seen = tables.editions.c, tables.appearances.c
        statement = (
            select(editions.team, editions.period, editions.text, seen.number)
            .join(tables.editions, editions.id == seen.edition)
            .where(
                seen.ref == key_of(ref),
                editions.stage.in_([EditionStage.PUBLISHING, EditionStage.PUBLISHED]),
            )
            .order_by(editions.period, editions.id)
        )
        if team is not None:
            statement = statement.where(editions.team == clean(team))
        return [
            Appearance(row.team, row.period, noun(EditionText, row.text).headline if row.text else "", row.number)
            for row in await self._tx.rows(statement)
        ]

    async def cursor(self, source: str) -> str | None:
        row = await self._tx.first(select(tables.polls.c.cursor).where(tables.polls.c.source == clean(source)))
        return row.cursor if row else None

    async def keep_cursor(self, source: str, cursor: str | None, now: datetime) -> None:
        statement = self._tx.insert(tables.polls).values(source=clean(source), cursor=cursor, at=now)
        await self._tx.run(
            statement.on_conflict_do_update(
                index_elements=["source"],
                set_={"cursor": statement.excluded.cursor, "at": statement.excluded.at},
            )
        )

    async def keep_vectors(self, model: str, vectors: Mapping[PaperRef, Sequence[float]]) -> None:
        """Keep one vector (32-bit floats) a paper under `model` (`name@hash`)."""
        statement = self._tx.insert(tables.vectors)
        statement = statement.on_conflict_do_update(
            index_elements=["paper", "model"],
            set_={"dim": statement.excluded.dim, "data": statement.excluded.data},
        )
        values = [
            {"paper": key_of(ref), "model": clean(model), "dim": len(vector), "data": array("f", vector).tobytes()}
            for ref, vector in sorted(vectors.items())
        ]
        await self._tx.run(statement, values)

    async def vectors(self, model: str, refs: Sequence[PaperRef]) -> Mapping[PaperRef, Sequence[float]]:
        """The vectors that are there, as arrays of 32-bit floats."""
        columns, found = tables.vectors.c, {}
        for keys in chunks([key_of(ref) for ref in refs]):
            rows = await self._tx.rows(
                select(columns.paper, columns.data).where(columns.model == clean(model), columns.paper.in_(keys))
            )
            found.update({ref_of(row.paper): array("f", row.data) for row in rows})
        return found
