"""Other languages: the approved words translated behind masks, and checked by code before an editor reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.domain.errors import NotConfigured, WriterFailed
from bot.domain.story import Claim
from bot.grounding.translation import Masked, doubts, mask
from bot.pipeline.blurb import over_cap
from bot.pipeline.languages import Bundle, Translation, bundles, languages_of, original_of, translation
from bot.ports import Newsroom, Usage, Written

log = structlog.get_logger()

NO_TRANSLATOR = "Translation needs a language model; without one (PAPERDESK_OPENAI_MODEL) the original is posted."


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
        _, edition, original = await original_of(books, edition_id)
        untold = [each for each in bundles(original, edition, language) if await books.editions.blurb(each.key) is None]
    with room.progress.track(f"Translating into {language}", len(untold)) as track:
        for bundle in untold:
            await _translated(room, edition.team, bundle)
            track.advance()
    if untold:
        log.info("edition.translated", edition=edition_id, language=language, new=len(untold))
        async with room.store.begin() as books:
            edition = await books.editions.get(edition_id, lock=True)
            await books.editions.save(replace(edition, revision=edition.revision + 1))  # the desks show how it stands
    return await translation(room, edition_id, language)


async def translate_all(room: Newsroom, edition_id: int) -> None:
    """Have a ready edition translated for every language its channels read; what fails stays in the original."""
    async with room.store.begin(reading=True) as books:
        edition = await books.editions.get(edition_id)
        team = await books.teams.get(edition.team)
    if team is None or room.translator is None:
        return
    for language in languages_of(team):
        try:
            await translate(room, edition_id, language)
        except WriterFailed as failed:
            log.warning("edition.not_translated", edition=edition_id, language=language, reason=str(failed))


async def _translated(room: Newsroom, team: str, bundle: Bundle) -> None:
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
