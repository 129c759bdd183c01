"""Rows as nouns and nouns as rows: pure functions, no database in sight.

Longer than 250 lines because every noun has its pair of functions here, side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.domain.edition import Delivery, Edition, EditionText, HeldBack
from bot.domain.evidence import Attention, AuthorRecord, Cited, Evidence, Figure, Link, Related
from bot.domain.paper import Author, Paper, PaperRef
from bot.domain.reader import Signal
from bot.domain.story import Card, Claim, Draft, Score, Story, Vote
from bot.domain.team import Person, Place, Team
from bot.ports import AuditLine, BlurbKey, Pick, Usage, Written
from bot.store.plain import clean, noun, plain

Values = dict[str, Any]
#: The parts of `Evidence`, each kept by (paper, kind, source).
EVIDENCE_KINDS: Mapping[str, Any] = {
    "authors": tuple[AuthorRecord, ...],
    "links": tuple[Link, ...],
    "attention": tuple[Attention, ...],
    "figures": tuple[Figure, ...],
    "related": tuple[Related, ...],
    "cited": tuple[Cited, ...],
}


def key_of(ref: PaperRef) -> str:
    """The key under which a paper is kept: its reference as shown."""
    return clean(str(ref))


def ref_of(key: str) -> PaperRef:
    """The reference out of its key, without the leniency that pasted text needs."""
    if key.startswith("doi:"):
        return PaperRef("doi", key[4:])
    return PaperRef("url" if "://" in key else "arxiv", key)


def _maybe(text: str | None) -> str | None:
    return None if text is None else clean(text)


def paper_values(paper: Paper, first_seen: datetime) -> Values:
    return {
        "ref": key_of(paper.ref),
        "title": clean(paper.title),
        "abstract": clean(paper.abstract),
        "authors": [[clean(a.name), _maybe(a.affiliation)] for a in paper.authors],
        "categories": plain(paper.categories),
        "announced": paper.announced,
        "submitted": paper.submitted,
        "version": paper.version,
        "licence": _maybe(paper.licence),
        "comment": _maybe(paper.comment),
        "doi": _maybe(paper.doi),
        "journal": _maybe(paper.journal),
        "withdrawn": paper.withdrawn,
        "sections": plain(paper.sections),
        "first_seen": first_seen,
    }


def paper_of(row: Row[Any]) -> Paper:
    return Paper(
        ref=ref_of(row.ref),
        title=row.title,
        abstract=row.abstract,
        authors=tuple(Author(name, affiliation) for name, affiliation in row.authors),
        categories=tuple(row.categories),
        announced=row.announced,
        submitted=row.submitted,
        version=row.version,
        licence=row.licence,
        comment=row.comment,
        doi=row.doi,
        journal=row.journal,
        withdrawn=row.withdrawn,
        sections=tuple((name, text) for name, text in row.sections),
    )


def evidence_values(evidence: Evidence, source: str, now: datetime) -> Iterator[Values]:
    """A row for each kind of which there is any."""
    for kind in EVIDENCE_KINDS:
        if pieces := getattr(evidence, kind):
            yield {
                "paper": key_of(evidence.ref),
                "kind": kind,
                "source": clean(source),
                "value": plain(pieces),
                "fetched_at": now,
            }


def evidence_of(ref: PaperRef, rows: Sequence[Row[Any]]) -> Evidence:
    """All pieces from all sources as one."""
    pieces: dict[str, tuple[Any, ...]] = dict.fromkeys(EVIDENCE_KINDS, ())
    for row in rows:
        pieces[row.kind] += noun(EVIDENCE_KINDS[row.kind], row.value)
    return Evidence(ref, **pieces)


def pick_values(pick: Pick) -> Values:
    return {
        "ref": key_of(pick.ref),
        "day": pick.on,
        "chosen_by": clean(pick.chosen_by),
        "authors": plain(pick.authors),
    }


def pick_of(row: Row[Any]) -> Pick:
    return Pick(ref_of(row.ref), row.day, row.chosen_by, tuple(row.authors))


def team_values(team: Team) -> Values:
    settings = plain(team)
    del settings["editors"]  # they have a table of their own
    return {"name": settings["name"], "settings": settings}


def people_values(team: Team) -> list[Values]:
    return [
        {"team": clean(team.name), "position": position, **plain(person), "until": person.until}
        for position, person in enumerate(team.editors)
    ]


def team_of(row: Row[Any], people: Sequence[Row[Any]]) -> Team:
    """The team of that row; `people` in their order."""
    team = noun(Team, {**row.settings, "editors": []})
    return replace(team, editors=tuple(map(person_of, people)))


def signal_values(signal: Signal) -> Values:
    return {
        "team": clean(signal.team),
        "ref": key_of(signal.ref),
        "who": clean(signal.who),
        "kind": signal.kind,
        "at": signal.at,
    }


def signal_of(row: Row[Any]) -> Signal:
    return Signal(row.team, ref_of(row.ref), row.who, row.kind, row.at)


def person_of(row: Row[Any]) -> Person:
    return Person(row.name, row.slack, row.discord, row.through, row.until)


def edition_values(edition: Edition) -> Values:
    """All columns but the id."""
    return {
        "team": clean(edition.team),
        "period": clean(edition.period),
        "stage": edition.stage,
        "opened_at": edition.opened_at,
        "publish_at": edition.publish_at,
        "cut": edition.cut,
        "pool_size": edition.pool_size,
        "text": plain(edition.text),
        "called_by": _maybe(edition.called_by),
        "publish_now": edition.publish_now,
        "held_back": plain(edition.held_back),
        "generation": edition.generation,
        "published_at": edition.published_at,
        "revision": edition.revision,
    }


def edition_of(row: Row[Any]) -> Edition:
    return Edition(
        id=row.id,
        team=row.team,
        period=row.period,
        stage=row.stage,
        opened_at=row.opened_at,
        publish_at=row.publish_at,
        cut=row.cut,
        pool_size=row.pool_size,
        text=None if row.text is None else noun(EditionText, row.text),
        called_by=row.called_by,
        publish_now=row.publish_now,
        held_back=tuple(noun(HeldBack, held) for held in row.held_back),
        generation=row.generation,
        published_at=row.published_at,
        revision=row.revision,
    )


def story_values(story: Story) -> Values:
    """All columns but the id; drafts and votes have tables of their own."""
    return {
        "edition": story.edition_id,
        "ref": key_of(story.ref),
        "stage": story.stage,
        "place": story.place,
        "score": plain(story.score),
        "keep": story.keep,
        "dropped_from": story.dropped_from,
        "nominated_by": _maybe(story.nominated_by),
        "overruled_by": _maybe(story.overruled_by),
        "figure": _maybe(story.figure),
        "revision": story.revision,
    }


def story_of(row: Row[Any], draft: Draft | None, votes: Sequence[Vote]) -> Story:
    return Story(
        id=row.id,
        edition_id=row.edition,
        ref=ref_of(row.ref),
        stage=row.stage,
        place=row.place,
        score=noun(Score, row.score),
        draft=draft,
        votes=tuple(votes),
        keep=row.keep,
        dropped_from=row.dropped_from,
        nominated_by=row.nominated_by,
        overruled_by=row.overruled_by,
        figure=row.figure,
        revision=row.revision,
    )


def draft_values(story_id: int, draft: Draft) -> Values:
    return {
        "story": story_id,
        "number": draft.number,
        "by": clean(draft.by),
        "at": draft.at,
        "language": clean(draft.language),
        "note": _maybe(draft.note),
    }


def claim_values(story_id: int, draft: Draft) -> list[Values]:
    """A row for each sentence of the draft, in reading order."""
    sentences = [("why", *pair) for pair in enumerate(draft.why)]
    sentences += [("insight", *pair) for pair in enumerate(draft.insights)]
    return [
        {
            "story": story_id,
            "number": draft.number,
            "role": role,
            "position": position,
            "kind": claim.kind,
            "text": clean(claim.text),
            "quote": _maybe(claim.quote),
            "stands_in": _maybe(claim.where),
            "verdict": claim.verdict,
            "reasons": plain(claim.reasons),
        }
        for role, position, claim in sentences
    ]


def draft_of(row: Row[Any], claims: Sequence[Row[Any]]) -> Draft:
    """The draft of that row; `claims` in their order."""
    return Draft(
        number=row.number,
        why=tuple(claim_of(claim) for claim in claims if claim.role == "why"),
        insights=tuple(claim_of(claim) for claim in claims if claim.role == "insight"),
        by=row.by,
        at=row.at,
        language=row.language,
        note=row.note,
    )


def claim_of(row: Row[Any]) -> Claim:
    return Claim(row.kind, row.text, row.quote, row.stands_in, row.verdict, tuple(row.reasons))


def vote_values(story_id: int, vote: Vote) -> Values:
    return {
        "story": story_id,
        "number": vote.draft_number,
        "person": clean(vote.person),
        "kind": vote.kind,
        "via": vote.via,
        "at": vote.at,
    }


def vote_of(row: Row[Any]) -> Vote:
    return Vote(row.number, row.person, row.kind, row.via, row.at)


def card_values(card: Card) -> Values:
    return {
        "story": card.story_id,
        "number": card.draft_number,
        "desk": clean(card.desk),
        "message_id": _maybe(card.message_id),
        "shown_revision": card.shown_revision,
    }


def card_of(row: Row[Any]) -> Card:
    return Card(row.story, row.number, row.desk, row.message_id, row.shown_revision)


def delivery_values(delivery: Delivery, owed_at: datetime) -> Values:
    return {
        "id": delivery.id,
        "purpose": delivery.purpose,
        "subject": clean(delivery.subject),
        **plain(delivery.place),
        "part": delivery.part,
        "generation": delivery.generation,
        "body": clean(delivery.body),
        "depends_on": delivery.depends_on,
        "state": delivery.state,
        "attempt": delivery.attempt,
        "owed_at": owed_at,
        "attempted_at": delivery.attempted_at,
        "next_at": delivery.next_at,
        "message_id": delivery.message_id,
        "reason": _maybe(delivery.reason),
    }


def delivery_of(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        purpose=row.purpose,
        subject=row.subject,
        place=Place(row.platform, row.space, row.channel, row.language),
        part=row.part,
        body=row.body,
        generation=row.generation,
        depends_on=row.depends_on,
        state=row.state,
        attempt=row.attempt,
        attempted_at=row.attempted_at,
        next_at=row.next_at,
        message_id=row.message_id,
        reason=row.reason,
    )


def blurb_key(key: BlurbKey) -> Values:
    return {
        "ref": key_of(key.ref),
        "version": key.version,
        "source_hash": clean(key.source_hash),
        "language": clean(key.language),
        "prompt": clean(key.prompt),
        "model": clean(key.model),
    }


def written_plain(written: Written) -> Values:
    """What a writer brought, without its usage: words that are there already cost nothing."""
    kept: Values = plain(written)
    del kept["usage"]
    return kept


def usage_values(team: str, usage: Usage, at: datetime) -> Values:
    kept: Values = plain(usage)
    return {"team": clean(team), "at": at, **kept}


def usage_of(row: Row[Any]) -> Usage:
    return Usage(row.model, row.endpoint, row.prompt_tokens, row.completion_tokens, row.seconds, row.cost)


def audit_values(line: AuditLine) -> Values:
    return {**plain(line), "at": line.at}


def audit_of(row: Row[Any]) -> AuditLine:
    return AuditLine(row.at, row.who, row.what, row.subject, row.detail)
