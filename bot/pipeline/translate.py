"""Other languages: the approved words translated behind masks, checked by code, approved by an editor as they stand.

A translation is kept under the words that it translates, so that an edit of the original leaves it stale by itself:
for the new words there is none yet. An approval is for exact words too, original and translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

import structlog

from bot.domain.edition import Edition
from bot.domain.errors import Conflict, NotAllowed, NotConfigured, NotFound, WriterFailed
from bot.domain.paper import PaperRef
from bot.domain.printed import PrintedEdition, PrintedStory
from bot.domain.story import Claim
from bot.domain.team import Person, Team
from bot.grounding.translation import Masked, doubts, mask
from bot.pipeline.blurb import over_cap
from bot.pipeline.edition import chosen
from bot.pipeline.printing import printed_edition
from bot.ports import AuditLine, BlurbKey, Books, Newsroom, Usage, Written

log = structlog.get_logger()

NO_TRANSLATOR = "Translation needs a language model; without one (PAPERDESK_OPENAI_MODEL) the original is posted."
_APPROVED = "approve translation"

State = Literal["none", "stale", "waiting", "approved"]


@dataclass(frozen=True, slots=True)
class Translation:
    """An edition in another language as it stands now.

    `state` is `none` before there is one, `stale` after the original was edited, `waiting` for an editor, or
    `approved`; `doubts` names texts that stay in the original because no translation of them could be trusted.
    """

    language: str
    state: State
    printed: PrintedEdition | None = None
    doubts: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Words that are translated and kept together: those of one story, or the edition's own."""

    key: BlurbKey
    texts: tuple[str, ...]
    keep: tuple[str, ...] = ()


async def translate(room: Newsroom, edition_id: int, language: str) -> Translation:
    """The edition in `language`, with whatever of it was not translated yet translated now.

    Raises:
        NotConfigured: there is no translator.
        NotFound: there is no such edition.
        WriterFailed: no translation came back, or the month's cap is used up; what was done is kept.
    """
    if room.translator is None:
        raise NotConfigured(NO_TRANSLATOR)
    async with room.store.begin(reading=True) as books:
        _, edition, original = await _original(books, edition_id)
        open_bundles = [b for b in _bundles(original, edition, language) if await books.editions.blurb(b.key) is None]
    with room.progress.track(f"Translating into {language}", len(open_bundles)) as track:
        for bundle in open_bundles:
            await _translated(room, edition.team, bundle)
            track.advance()
    log.info("edition.translated", edition=edition_id, language=language, new=len(open_bundles))
    return await translation(room, edition_id, language)


async def translate_all(room: Newsroom, edition_id: int) -> None:
    """Have a ready edition translated for every language its channels read; what fails stays in the original."""
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
    if team is None or room.translator is None:
        return
    for language in dict.fromkeys(place.language for place in team.places if place.language != team.language):
        try:
            await translate(room, edition_id, language)
        except WriterFailed as failed:
            log.warning("edition.not_translated", edition=edition_id, language=language, reason=str(failed))


async def translation(room: Newsroom, edition_id: int, language: str) -> Translation:
    """How the edition stands in `language`; nothing is translated by looking."""
    async with room.store.begin(reading=True) as books:
        _, edition, original = await _original(books, edition_id)
        return await _standing(books, edition, original, language)


async def approve_translation(room: Newsroom, *, editor: Person, edition_id: int, language: str) -> Translation:
    """Say yes to the words of one language version as they stand.

    Raises:
        NotAllowed: `editor` does not edit for this team.
        Conflict: there is nothing to approve, or the original has changed since it was translated.
    """
    async with room.store.begin() as books:
        team, edition, original = await _original(books, edition_id)
        if editor not in team.editors:
            raise NotAllowed(f"Only editors of {team.name} decide; ask one of them, or have yourself added.")
        standing = await _standing(books, edition, original, language)
        if standing.printed is None:
            raise Conflict(f"There is no translation into {language} of these words yet; have it translated first.")
        if editor.name in standing.approved_by:
            return standing
        mark = _fingerprint(original, standing.printed)
        await books.ledger.note(AuditLine(room.clock.now(), editor.name, _APPROVED, _subject(edition, language), mark))
        log.info("translation.approved", edition=edition_id, language=language, by=editor.name)
        return await _standing(books, edition, original, language)


async def in_language(books: Books, edition: Edition, printed: PrintedEdition, language: str) -> PrintedEdition:
    """What a place that reads `language` gets: the approved translation of exactly these words, else the original.

    To be called in the transaction that releases the edition; `printed` is the original.
    """
    if language == printed.language:
        return printed
    standing = await _standing(books, edition, printed, language)
    return (
        standing.printed if standing.state == "approved" and standing.printed else replace(printed, language=language)
    )


async def _original(books: Books, edition_id: int) -> tuple[Team, Edition, PrintedEdition]:
    edition = await books.editions.get(edition_id)
    team = await books.teams.get(edition.team)
    if team is None:
        raise NotFound(f"The team {edition.team} is gone, and with it its edition {edition.period}.")
    stories = chosen(team, await books.editions.stories(edition_id))
    return team, edition, await printed_edition(books, team, edition, stories)


async def _standing(books: Books, edition: Edition, original: PrintedEdition, language: str) -> Translation:
    bundles = _bundles(original, edition, language)
    kept = [await books.editions.blurb(bundle.key) for bundle in bundles]
    lines = await books.ledger.lines(_subject(edition, language))
    found = [words for words in kept if words is not None]
    if len(found) < len(bundles):
        return Translation(language, "stale" if found or lines else "none")
    printed = _printed(original, found, language)
    mark = _fingerprint(original, printed)
    yes = tuple(dict.fromkeys(line.who for line in lines if line.what == _APPROVED and line.detail == mark))
    claims = (claim for words in found for claim in words.why)
    unsure = tuple(f"“{c.quote}”: {'; '.join(c.reasons)}" for c in claims if c.verdict == "unverified")
    return Translation(language, "approved" if yes else "waiting", printed, unsure, yes)


async def _translated(room: Newsroom, team: str, bundle: _Bundle) -> None:
    """Translate one bundle, ask once more for what cannot be trusted, and keep the rest in the original."""
    if await over_cap(room, team):
        raise WriterFailed(f"The month's cap of {team} is used up; the rest is translated next month, or never.")
    language = bundle.key.language
    masked = [mask(text, bundle.keep) for text in bundle.texts]
    done: dict[int, str] = {}
    reasons: dict[int, tuple[str, ...]] = {}
    usage: list[Usage] = []
    try:
        for _ in range(2):
            asked = [index for index in range(len(masked)) if index not in done]
            if asked:
                await _asked(room, masked, asked, language, done, reasons, usage)
    finally:
        await _booked(room, team, usage)
    claims = tuple(_claim(one, done.get(index), reasons.get(index, ())) for index, one in enumerate(masked))
    async with room.store.begin() as books:
        await books.editions.keep_blurb(bundle.key, Written(claims, (), by="translation"))


async def _asked(
    room: Newsroom,
    masked: Sequence[Masked],
    asked: Sequence[int],
    language: str,
    done: dict[int, str],
    reasons: dict[int, tuple[str, ...]],
    usage: list[Usage],
) -> None:
    """One request for the texts at `asked`: what can be trusted goes to `done`, what speaks against the rest aside."""
    if room.translator is None:
        raise NotConfigured(NO_TRANSLATOR)
    try:
        texts, took = await room.translator.translate([masked[index].text for index in asked], language)
    except WriterFailed as failed:
        usage += failed.usage
        raise
    usage += took
    for index, text in zip(asked, texts, strict=True):
        against = doubts(masked[index], text, language)
        if against:
            reasons[index] = against
            log.info("translation.doubted", language=language, reasons=against)
        else:
            done[index] = masked[index].unmasked(text)


async def _booked(room: Newsroom, team: str, usage: Sequence[Usage]) -> None:
    if usage:
        async with room.store.begin() as books:
            await books.editions.spend(team, usage, room.clock.now())


def _claim(masked: Masked, translated: str | None, reasons: tuple[str, ...]) -> Claim:
    """One kept text: `quote` is the original that it translates."""
    if translated is None:
        return Claim("fact", masked.original, masked.original, "original", "unverified", reasons)
    return Claim("fact", translated, masked.original, "original", "verified")


def _bundles(original: PrintedEdition, edition: Edition, language: str) -> list[_Bundle]:
    own = _bundle(PaperRef("url", f"edition:{edition.id}"), _edition_texts(original), (original.team,), language)
    return [own, *(_bundle(s.ref, _story_texts(s), (s.title, *s.authors), language) for s in original.stories)]


def _bundle(ref: PaperRef, texts: tuple[str, ...], keep: tuple[str, ...], language: str) -> _Bundle:
    words = sha256("\x1f".join(texts).encode()).hexdigest()[:16]
    return _Bundle(BlurbKey(ref, 0, words, language, "translation", ""), texts, keep)


def _edition_texts(printed: PrintedEdition) -> tuple[str, ...]:
    return (printed.headline, printed.intro, printed.how_made, *printed.news)


def _story_texts(story: PrintedStory) -> tuple[str, ...]:
    return tuple(claim.text for claim in (*story.why, *story.insights))


def _printed(original: PrintedEdition, kept: Sequence[Written], language: str) -> PrintedEdition:
    """The original with every text in its place replaced; titles, names, links and quotes are untouched."""
    own, *stories = ([claim.text for claim in words.why] for words in kept)
    headline, intro, how_made, *news = own
    told = tuple(_story(story, iter(texts)) for story, texts in zip(original.stories, stories, strict=True))
    words = replace(original, headline=headline, intro=intro, how_made=how_made, news=tuple(news))
    return replace(words, stories=told, language=language)


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
