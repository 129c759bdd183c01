"""Language versions of an edition: how each stands, an editor's yes to its very words, and what a place is sent.

A translation is kept under the words that it translates, so that an edit of the original leaves it stale by itself:
for the new words there is none yet. An approval is for exact words too, original and translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import structlog

from bot.domain.card import LanguageFace
from bot.domain.edition import Edition
from bot.domain.errors import Conflict, NotAllowed, NotFound, StaleDraft
from bot.domain.paper import PaperRef
from bot.domain.printed import PrintedEdition, PrintedStory
from bot.domain.team import Person, Team
from bot.domain.wording import wording
from bot.pipeline.blurb import ORIGINAL
from bot.pipeline.edition import chosen
from bot.pipeline.printing import how_made, printed_edition
from bot.ports import AuditLine, BlurbKey, Books, Newsroom, Written

log = structlog.get_logger()

_APPROVED = "approve translation"


@dataclass(frozen=True, slots=True)
class Translation:
    """An edition in another language as it stands now: how far it is, and its words beside the original's.

    `pairs` are (original, translated), in the order in which they are printed; `doubts` names texts that stay in
    the original because no translation of them could be trusted. `mark` stands for exactly these words.
    """

    face: LanguageFace
    printed: PrintedEdition | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Bundle:
    """Words that are translated and kept together: those of one story, or the edition's own."""

    key: BlurbKey
    texts: tuple[str, ...]
    keep: tuple[str, ...] = ()


def languages_of(team: Team) -> tuple[str, ...]:
    """The languages other than the original's in which a team's editions are read."""
    return tuple(dict.fromkeys(place.language for place in team.places if place.language != ORIGINAL))


async def faces(books: Books, team: Team, edition: Edition, *, able: bool) -> tuple[LanguageFace, ...]:
    """How the edition stands in each of those languages; `able` says whether there is a translator."""
    languages = languages_of(team)
    if not languages or not edition.open_for_stories:
        return ()
    original = await _printed_original(books, team, edition)
    return tuple([replace((await _standing(books, edition, original, e)).face, able=able) for e in languages])


async def translation(room: Newsroom, edition_id: int, language: str) -> Translation:
    """How the edition stands in `language`; nothing is translated by looking."""
    async with room.store.begin(reading=True) as books:
        _, edition, original = await original_of(books, edition_id)
        return await _standing(books, edition, original, language)


async def approve_translation(
    room: Newsroom, *, editor: Person, edition_id: int, language: str, mark: int
) -> Translation:
    """Say yes to the words of one language version: those that `mark` stands for.

    Raises:
        NotAllowed: `editor` does not edit for this team.
        Conflict: there is nothing to approve. StaleDraft: the words have changed since they were shown.
    """
    async with room.store.begin() as books:
        edition = await books.editions.get(edition_id, lock=True)
        team, edition, original = await original_of(books, edition_id)
        if editor not in team.editors:
            raise NotAllowed(f"Only editors of {team.name} decide; ask one of them, or have yourself added.")
        if not edition.open_for_stories:
            raise Conflict(f"The edition {edition.period} takes no more decisions; its words are as they went out.")
        standing = await _standing(books, edition, original, language)
        if standing.printed is None:
            raise Conflict(f"There is no translation into {language} of these words yet; have it translated first.")
        if standing.mark != mark:
            raise StaleDraft("The words have changed since they were shown; read them and approve again.")
        if editor.name in standing.face.approved_by:
            return standing
        exact = _fingerprint(original, standing.printed)
        await books.ledger.note(AuditLine(room.clock.now(), editor.name, _APPROVED, _subject(edition, language), exact))
        await books.editions.save(replace(edition, revision=edition.revision + 1))
        log.info("translation.approved", edition=edition_id, language=language, by=editor.name)
        return await _standing(books, edition, original, language)


async def in_language(books: Books, edition: Edition, printed: PrintedEdition, language: str) -> PrintedEdition:
    """What a place that reads `language` gets: the approved translation of exactly these words, else the original.

    To be called in the transaction that releases the edition; `printed` is the original.
    """
    if language == printed.language:
        return printed
    standing = await _standing(books, edition, printed, language)
    approved = standing.printed if standing.face.state == "approved" else None
    return approved or _framed(replace(printed, language=language), edition)


async def original_of(books: Books, edition_id: int) -> tuple[Team, Edition, PrintedEdition]:
    """The edition as it would be printed now, in the language in which it is written.

    Raises:
        NotFound: there is no such edition, or its team is gone.
    """
    edition = await books.editions.get(edition_id)
    team = await books.teams.get(edition.team)
    if team is None:
        raise NotFound(f"The team {edition.team} is gone, and with it its edition {edition.period}.")
    return team, edition, await _printed_original(books, team, edition)


async def _printed_original(books: Books, team: Team, edition: Edition) -> PrintedEdition:
    stories = chosen(team, await books.editions.stories(edition.id))
    return await printed_edition(books, team, edition, stories)


async def _standing(books: Books, edition: Edition, original: PrintedEdition, language: str) -> Translation:
    each = bundles(original, edition, language)
    kept = [await books.editions.blurb(bundle.key) for bundle in each]
    lines = await books.ledger.lines(_subject(edition, language))
    found = [words for words in kept if words is not None]
    if len(found) < len(each):
        return Translation(LanguageFace(language, "stale" if found or lines else "none"))
    printed = _framed(_printed(original, found, language), edition)
    exact = _fingerprint(original, printed)
    yes = tuple(dict.fromkeys(line.who for line in lines if line.what == _APPROVED and line.detail == exact))
    claims = [claim for words in found for claim in words.why]
    unsure = tuple(f"“{c.quote}”: {'; '.join(c.reasons)}" for c in claims if c.verdict == "unverified")
    pairs = tuple((claim.quote or "", claim.text) for claim in claims if claim.text.strip())
    face = LanguageFace(language, "approved" if yes else "waiting", yes)
    return Translation(face, printed, pairs, unsure, int(exact[:6], 16))


def bundles(original: PrintedEdition, edition: Edition, language: str) -> list[Bundle]:
    """All words of an edition that are translated: its own, and those of each story."""
    own = _bundle(PaperRef("url", f"edition:{edition.id}"), _edition_texts(original), (original.team,), language)
    return [own, *(_bundle(s.ref, _story_texts(s), (s.title, *s.authors), language) for s in original.stories)]


def _bundle(ref: PaperRef, texts: tuple[str, ...], keep: tuple[str, ...], language: str) -> Bundle:
    words = sha256("\x1f".join(texts).encode()).hexdigest()[:16]
    return Bundle(BlurbKey(ref, 0, words, language, "translation", ""), texts, keep)


def _edition_texts(printed: PrintedEdition) -> tuple[str, ...]:
    return (printed.headline, printed.intro, *printed.news)


def _story_texts(story: PrintedStory) -> tuple[str, ...]:
    return tuple(claim.text for claim in (*story.why, *story.insights))


def _printed(original: PrintedEdition, kept: Sequence[Written], language: str) -> PrintedEdition:
    """The original with every text in its place replaced; titles, names, links and quotes are untouched."""
    own, *stories = ([claim.text for claim in words.why] for words in kept)
    headline, intro, *news = own
    told = tuple(_story(story, iter(texts)) for story, texts in zip(original.stories, stories, strict=True))
    words = replace(original, headline=headline, intro=intro, news=tuple(news))
    return replace(words, stories=told, language=language)


def _framed(printed: PrintedEdition, edition: Edition) -> PrintedEdition:
    """The same with the sentence that code writes about it in its language, where that needs no translator."""
    return replace(printed, how_made=how_made(edition, printed.stories, wording(printed.language)))


def _story(story: PrintedStory, texts: Iterator[str]) -> PrintedStory:
    why = tuple(replace(claim, text=next(texts)) for claim in story.why)
    return replace(story, why=why, insights=tuple(replace(claim, text=next(texts)) for claim in story.insights))


def _fingerprint(original: PrintedEdition, translated: PrintedEdition) -> str:
    texts = [
        text
        for printed in (original, translated)
        for text in (*_edition_texts(printed), *(t for story in printed.stories for t in _story_texts(story)))
    ]
    return sha256("\x1f".join(texts).encode()).hexdigest()[:16]


def _subject(edition: Edition, language: str) -> str:
    return f"edition:{edition.id}:language:{language}"
