"""Editions, their stories, drafts and votes, as rows; saves compare revisions.

Longer than 250 lines because its port is one: a drafted, voted and printed story is read in one place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, delete, func, select, tuple_, update

from bot.domain.edition import Edition
from bot.domain.editorial import UNFINISHED, EditionStage, StoryStage
from bot.domain.errors import Conflict, NotFound
from bot.domain.printed import PrintedEdition
from bot.domain.story import Draft, Story, Vote, VoteKind
from bot.ports import BlurbKey, Decision, Usage, Written
from bot.store import tables
from bot.store.plain import clean, noun, plain
from bot.store.rows import (
    blurb_key,
    claim_values,
    draft_of,
    draft_values,
    edition_of,
    edition_values,
    key_of,
    ref_of,
    story_of,
    story_values,
    usage_of,
    usage_values,
    vote_of,
    vote_values,
    written_plain,
)
from bot.store.transaction import Transaction

OUT = (EditionStage.PUBLISHING, EditionStage.PUBLISHED)
OUTCOMES: dict[StoryStage, Literal["published", "approved", "dropped", "left_out"]] = {
    StoryStage.PUBLISHED: "published",
    StoryStage.APPROVED: "approved",
    StoryStage.DROPPED: "dropped",
    StoryStage.LEFT_OUT: "left_out",
}


class SqlEditions:
    """The port `Editions` on SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def open(
        self, team: str, period: str, *, opened_at: datetime, publish_at: datetime, cut: datetime
    ) -> Edition:
        new = Edition(0, team, period, EditionStage.GATHERING, opened_at, publish_at, cut)
        statement = self._tx.insert(tables.editions).values(**edition_values(new))
        await self._tx.run(statement.on_conflict_do_nothing(index_elements=["team", "period"]))
        there = await self.find(team, period)
        if there is None:
            raise NotFound(f"The edition {period} of {team} vanished while it was opened: open it again.")
        return there

    async def get(self, edition_id: int, *, lock: bool = False) -> Edition:
        statement = select(tables.editions).where(tables.editions.c.id == edition_id)
        row = await self._tx.first(statement.with_for_update() if lock else statement)
        if row is None:
            raise NotFound(f"There is no edition {edition_id}: `paperdesk edition list` shows all.")
        return edition_of(row)

    async def find(self, team: str, period: str) -> Edition | None:
        columns = tables.editions.c
        row = await self._tx.first(
            select(tables.editions).where(columns.team == clean(team), columns.period == clean(period))
        )
        return edition_of(row) if row else None

    async def of(self, team: str) -> Sequence[Edition]:
        columns = tables.editions.c
        rows = await self._tx.rows(
            select(tables.editions)
            .where(columns.team == clean(team))
            .order_by(columns.period.desc(), columns.id.desc())
        )
        return sorted((edition_of(row) for row in rows), key=lambda edition: edition.extra)

    async def unfinished(self) -> Sequence[Edition]:
        """Those that still need somebody or something, by their time to go out."""
        columns = tables.editions.c
        rows = await self._tx.rows(
            select(tables.editions)
            .where(columns.stage.in_(sorted(UNFINISHED)))
            .order_by(columns.publish_at, columns.id)
        )
        return [edition_of(row) for row in rows]

    async def save(self, edition: Edition) -> Edition:
        columns = tables.editions.c
        changed = await self._tx.run(
            update(tables.editions)
            .where(columns.id == edition.id, columns.revision == edition.revision - 1)
            .values(**edition_values(edition))
        )
        if not changed:
            await self.get(edition.id)
            raise Conflict(
                f"The edition {edition.period} of {edition.team} changed in the meantime: look again, then decide."
            )
        return edition

    async def add_story(self, story: Story) -> Story | None:
        statement = self._tx.insert(tables.stories).values(**story_values(story))
        row = await self._tx.first(
            statement.on_conflict_do_nothing(index_elements=["edition", "ref"]).returning(tables.stories.c.id)
        )
        return await self.story(row.id) if row else None

    async def story(self, story_id: int) -> Story:
        found = await self._stories(tables.stories.c.id == story_id)
        if not found:
            raise NotFound(f"There is no story {story_id}: `paperdesk edition show` shows those there are.")
        return found[0]

    async def stories(self, edition_id: int) -> Sequence[Story]:
        return await self._stories(tables.stories.c.edition == edition_id)

    async def _stories(self, which: ColumnElement[bool]) -> Sequence[Story]:
        """Four statements, however many stories."""
        columns = tables.stories.c
        rows = await self._tx.rows(select(tables.stories).where(which).order_by(columns.place, columns.id))
        standing = (
            select(tables.drafts.c.story, func.max(tables.drafts.c.number))
            .join(tables.stories, columns.id == tables.drafts.c.story)
            .where(which)
            .group_by(tables.drafts.c.story)
        )
        drafts = {story: drafts[-1] for story, drafts in (await self._drafts(standing)).items()}
        cast = await self._tx.rows(
            select(tables.votes)
            .join(tables.stories, columns.id == tables.votes.c.story)
            .where(which)
            .order_by(tables.votes.c.at, tables.votes.c.person, tables.votes.c.kind, tables.votes.c.via)
        )
        votes: dict[int, list[Vote]] = defaultdict(list)
        for row in cast:
            votes[row.story].append(vote_of(row))
        return [story_of(row, drafts.get(row.id), votes[row.id]) for row in rows]

    async def _drafts(self, which: Select[Any]) -> dict[int, list[Draft]]:
        """The drafts under those (story, number) with their claims, by story, in the order of their numbers."""
        drafts, claims = tables.drafts.c, tables.claims.c
        heads = await self._tx.rows(
            select(tables.drafts)
            .where(tuple_(drafts.story, drafts.number).in_(which))
            .order_by(drafts.story, drafts.number)
        )
        said = await self._tx.rows(
            select(tables.claims)
            .where(tuple_(claims.story, claims.number).in_(which))
            .order_by(claims.story, claims.number, claims.position)
        )
        sentences: dict[tuple[int, int], list[Row[Any]]] = defaultdict(list)
        for row in said:
            sentences[row.story, row.number].append(row)
        found: dict[int, list[Draft]] = defaultdict(list)
        for row in heads:
            found[row.story].append(draft_of(row, sentences[row.story, row.number]))
        return found

    async def save_story(self, story: Story) -> Story:
        columns = tables.stories.c
        changed = await self._tx.run(
            update(tables.stories)
            .where(columns.id == story.id, columns.revision == story.revision - 1)
            .values(**story_values(story))
        )
        if not changed:
            await self.story(story.id)
            raise Conflict(f"Story {story.id} changed in the meantime: look again, then decide.")
        return story

    async def add_draft(self, story_id: int, draft: Draft) -> None:
        """Write the words under their number; the story's revision is the caller's to raise.

        Raises:
            Conflict: that number is taken.
        """
        statement = self._tx.insert(tables.drafts).values(**draft_values(story_id, draft))
        added = statement.on_conflict_do_nothing(index_elements=["story", "number"])
        if await self._tx.first(added.returning(tables.drafts.c.number)) is None:
            raise Conflict(f"Draft {draft.number} of story {story_id} exists: look at it, then write the next.")
        await self._tx.run(self._tx.insert(tables.claims), claim_values(story_id, draft))

    async def drafts(self, story_id: int) -> Sequence[Draft]:
        """All drafts of a story, oldest first."""
        columns = tables.drafts.c
        found = await self._drafts(select(columns.story, columns.number).where(columns.story == story_id))
        return found[story_id]

    async def add_vote(self, story_id: int, vote: Vote) -> bool:
        statement = self._tx.insert(tables.votes).values(**vote_values(story_id, vote))
        added = statement.on_conflict_do_nothing().returning(tables.votes.c.story)
        return await self._tx.first(added) is not None

    async def remove_vote(self, story_id: int, draft_number: int, person: str, kind: VoteKind, via: str) -> bool:
        """Whether it was there."""
        columns = tables.votes.c
        removed = await self._tx.run(
            delete(tables.votes).where(
                columns.story == story_id,
                columns.number == draft_number,
                columns.person == clean(person),
                columns.kind == kind,
                columns.via == via,
            )
        )
        return removed > 0

    async def decisions(self, team: str) -> Sequence[Decision]:
        """Over all the team's editions, oldest first."""
        editions, stories = tables.editions.c, tables.stories.c
        rows = await self._tx.rows(
            select(stories.ref, editions.period, stories.stage)
            .join(tables.editions, editions.id == stories.edition)
            .where(editions.team == clean(team), stories.stage.in_(list(OUTCOMES)))
            .order_by(editions.period, stories.id)
        )
        return [Decision(ref_of(row.ref), row.period, OUTCOMES[row.stage]) for row in rows]

    async def keep_printed(self, edition_id: int, printed: PrintedEdition) -> None:
        """Keep what readers get; in the same language again, it replaces what was there."""
        statement = self._tx.insert(tables.printed).values(
            edition=edition_id, language=clean(printed.language), body=plain(printed)
        )
        await self._tx.run(
            statement.on_conflict_do_update(
                index_elements=["edition", "language"], set_={"body": statement.excluded.body}
            )
        )
        await self._tx.run(delete(tables.appearances).where(tables.appearances.c.edition == edition_id))
        numbers = {key_of(story.ref): story.number for story in printed.stories}
        await self._tx.run(
            self._tx.insert(tables.appearances),
            [{"edition": edition_id, "ref": ref, "number": number} for ref, number in numbers.items()],
        )

    async def printed(self, edition_id: int, language: str) -> PrintedEdition | None:
        columns = tables.printed.c
        row = await self._tx.first(
            select(columns.body).where(columns.edition == edition_id, columns.language == clean(language))
        )
        return noun(PrintedEdition, row.body) if row else None

    async def archive(self, team: str | None = None) -> Sequence[tuple[Edition, PrintedEdition]]:
        """Editions that are going or have gone out, each in its original language; newest first."""
        editions, printed = tables.editions.c, tables.printed.c
        original = select(func.min(printed.id)).group_by(printed.edition)
        statement = (
            select(tables.editions, printed.body)
            .join(tables.printed, printed.edition == editions.id)
            .where(editions.stage.in_(OUT), printed.id.in_(original))
            .order_by(editions.period.desc(), editions.id.desc())
        )
        if team is not None:
            statement = statement.where(editions.team == clean(team))
        return [(edition_of(row), noun(PrintedEdition, row.body)) for row in await self._tx.rows(statement)]

    async def blurb(self, key: BlurbKey) -> Written | None:
        row = await self._tx.first(select(tables.blurbs.c.written).filter_by(**blurb_key(key)))
        return noun(Written, row.written) if row else None

    async def keep_blurb(self, key: BlurbKey, written: Written) -> None:
        """Keep the words; those that are there already stay, and the usage is booked elsewhere."""
        statement = self._tx.insert(tables.blurbs).values(**blurb_key(key), written=written_plain(written))
        await self._tx.run(statement.on_conflict_do_nothing())

    async def spend(self, team: str, usage: Sequence[Usage], at: datetime) -> None:
        await self._tx.run(self._tx.insert(tables.spend), [usage_values(team, one, at) for one in usage])

    async def spent(self, team: str, month: str) -> Sequence[Usage]:
        """What was booked in that month (`YYYY-MM`, UTC), in order."""
        start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        columns = tables.spend.c
        rows = await self._tx.rows(
            select(tables.spend)
            .where(columns.team == clean(team), columns.at >= start, columns.at < end)
            .order_by(columns.id)
        )
        return [usage_of(row) for row in rows]
