"""Words for a paper: checked claim by claim, shared by every team that picks it, paid by who asked first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate

import structlog

from bot.domain.errors import SourceAway, WriterFailed
from bot.domain.paper import Paper
from bot.domain.story import Claim
from bot.grounding.verdict import Grounds, Verdict
from bot.grounding.words import Words
from bot.ports import BlurbKey, Newsroom, Source, Usage, Writer, Written

log = structlog.get_logger()

#: Papers are read, drafted and checked in English; other languages are translations of what was checked.
ORIGINAL = "en"
NOTHING_TO_SAY = "Nothing could be extracted from the abstract: write the words yourself, or drop the story."
CANNOT_WISH = "The extractive writer cannot follow a wish: edit the words, or set a model's key."


@dataclass(frozen=True, slots=True)
class Wish:
    """What should be different this time: an editor's wish, the checker's complaints, the words that stand."""

    instruction: str | None = None
    reasons: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()

    @property
    def told(self) -> str | None:
        """The wish as a writer reads it; "shorter" means something only beside what is there."""
        if not self.standing:
            return self.instruction
        wish = self.instruction or "Write it anew: other sentences, another angle, the same facts."
        lines = "\n".join(f"- {text}" for text in self.standing)
        return f"{wish}\n\nThe draft as it stands:\n{lines}"


NO_WISH = Wish()


async def gather(room: Newsroom, paper: Paper) -> Source:
    """The paper and what can be had of its text; a source that is away costs the sections, not the draft."""
    sections = paper.sections
    if not sections and room.sections is not None and room.writer is not room.fallback:
        try:
            sections = await room.sections.sections(paper)
        except SourceAway as away:
            log.info("draft.no_sections", paper=str(paper.ref), reason=str(away))
    return Source(paper, tuple(sections))


def checked(claims: Sequence[Claim], source: Source) -> tuple[Claim, ...]:
    """Every claim with its verdict, the paper's own characters as its quote, and where they stand.

    A fact whose quote is None is an editor's own: the nearest sentence is put beside it, and what holds
    nothing to check is marked as a judgement. A relevance is written by code and needs no check. A claim that
    was checked against a section which is not at hand now keeps its verdict: `where` is only ever written here.
    """
    ground = _Ground(source)
    return tuple(ground.checked(claim) for claim in claims)


class _Ground:
    """One paper to check claims against, and the map of its parts."""

    def __init__(self, source: Source) -> None:
        paper = source.paper
        parts = [("abstract", paper.abstract), *source.sections]
        body = "\n\n".join(text for _, text in parts)
        self.grounds = Grounds(paper.title, [author.name for author in paper.authors], body)
        lengths = [len(paper.title), *(len(text) for _, text in parts)] if paper.title else [len(t) for _, t in parts]
        self.names = [*(("title",) if paper.title else ()), *(name for name, _ in parts)]
        self.ends = list(accumulate(length + len("\n\n") for length in lengths))

    def checked(self, claim: Claim) -> Claim:
        if claim.kind == "relevance" or (claim.where is not None and claim.where not in self.names):
            return claim
        if claim.kind == "fact" and not claim.quote:
            return self._quoted(claim)
        return self._told(claim, self.grounds.check(claim.text, claim.quote, claim.kind))

    def _quoted(self, claim: Claim) -> Claim:
        """A fact that came without a quote, with the sentence that is nearest to it."""
        found = self.grounds.check(claim.text, self._nearest(claim.text))
        if found.verdict != "unverified":
            return replace(self._told(claim, found), verdict="repaired")
        if claim.quote is None:
            opinion = self.grounds.check(claim.text, None, "judgement")
            if opinion.verdict != "unverified":
                return replace(claim, kind="judgement", verdict=opinion.verdict, reasons=())
        return self._told(claim, found)

    def _nearest(self, text: str) -> str | None:
        words = Words.of(text).content
        shared = [len(words & known) for known in self.grounds.sentences]
        if not shared or max(shared) == 0:
            return None
        spans = [span for span in self.grounds.text.bounds if span[0] >= len(self.grounds.title)]
        start, end = spans[shared.index(max(shared))]
        return self.grounds.text.raw[start:end]

    def _told(self, claim: Claim, found: Verdict) -> Claim:
        where, _ = self.grounds.found(found.quote) if found.quote else (None, None)
        place = self.names[min(bisect_right(self.ends, where.start), len(self.names) - 1)] if where else None
        return replace(claim, quote=found.quote or None, where=place, verdict=found.verdict, reasons=found.reasons)


async def blurb(room: Newsroom, team: str, source: Source, wish: Wish = NO_WISH, *, share: float = 1.0) -> Written:
    """Checked words for a paper, with a note where something did not go as usual; always an answer.

    `share` is the part of the monthly cap that may be used up by this: editors have all of it, members less.
    Words without a wish are looked for among those that were written before.
    """
    if room.writer is room.fallback:
        return await _plain(room, source, wish)
    if wish == NO_WISH and (shared := await known(room, source)):
        return replace(_rechecked(shared, source), usage=())
    if await over_cap(room, team, share):
        return await _plain(room, source, wish, f"The month's cap of ${room.monthly_cap:,.2f} for {team} is used up.")
    try:
        written = await _written(room.writer, source, wish)
    except WriterFailed as failed:
        await _book(room, team, failed.usage)
        log.warning("draft.writer_failed", paper=str(source.paper.ref), writer=room.writer.name, reason=str(failed))
        return await _plain(room, source, wish, f"The writer failed ({str(failed).rstrip('.')}).")
    key = None if wish != NO_WISH else _key(room.writer, source)
    await _book(room, team, written.usage, key, written)
    if not _stands(written):
        return await _plain(room, source, wish, f"Nothing that {written.by} wrote could be supported by the paper.")
    return written


async def known(room: Newsroom, source: Source) -> Written | None:
    """The words that the present writer has made of that source for anybody, if it has."""
    async with room.store.begin(reading=True) as books:
        return await books.editions.blurb(_key(room.writer, source))


async def _book(
    room: Newsroom,
    team: str,
    usage: Sequence[Usage],
    key: BlurbKey | None = None,
    written: Written | None = None,
) -> None:
    """Book what was spent, and keep what it bought, before anything else can go wrong."""
    if not usage and key is None:
        return
    async with room.store.begin() as books:
        if usage:
            await books.editions.spend(team, usage, room.clock.now())
        if key is not None and written is not None and _stands(written):
            await books.editions.keep_blurb(key, written)


async def _written(writer: Writer, source: Source, wish: Wish) -> Written:
    """One draft, and one more where the checker has complaints; the better of the two."""
    first = _rechecked(
        await writer.write(source, instruction=wish.told, reasons=wish.reasons, language=ORIGINAL), source
    )
    complaints = _complaints(first)
    if not complaints:
        return first
    try:
        second = await writer.write(
            source, instruction=wish.told, reasons=(*wish.reasons, *complaints), language=ORIGINAL
        )
    except WriterFailed as failed:
        spent = (*first.usage, *failed.usage)
        return _noted(replace(first, usage=spent), _doubt(first))
    second = _rechecked(second, source)
    better = second if _doubtful(second) <= _doubtful(first) else first
    better = replace(better, usage=(*first.usage, *second.usage))
    return _noted(better, _doubt(better)) if _doubtful(better) else better


def _rechecked(written: Written, source: Source) -> Written:
    return replace(written, why=checked(written.why, source), insights=checked(written.insights, source))


def _complaints(written: Written) -> tuple[str, ...]:
    return tuple(
        f"“{claim.text}”: {'; '.join(claim.reasons) or 'not supported by its quote'}"
        for claim in (*written.why, *written.insights)
        if claim.verdict == "unverified"
    )


def _doubtful(written: Written) -> int:
    return len(_complaints(written))


def _doubt(written: Written) -> str:
    count = _doubtful(written)
    return f"Asked twice; {count} claim{' is' if count == 1 else 's are'} still not supported by the paper."


def _stands(written: Written) -> bool:
    """Whether at least one fact holds; words of which none does are another paper's or a dream's."""
    facts = [claim for claim in (*written.why, *written.insights) if claim.kind == "fact"]
    return any(claim.verdict != "unverified" for claim in facts)


async def _plain(room: Newsroom, source: Source, wish: Wish, because: str | None = None) -> Written:
    """What the writer without a key makes of it, and why it was asked."""
    try:
        written = _rechecked(await room.fallback.write(source, language=ORIGINAL), source)
    except WriterFailed:
        written = Written((), (), room.fallback.name, note=NOTHING_TO_SAY)
    if wish.instruction:
        written = _noted(written, CANNOT_WISH)
    return _noted(written, because) if because else written


def _noted(written: Written, note: str) -> Written:
    return replace(written, note=f"{note} {written.note}" if written.note else note)


async def over_cap(room: Newsroom, team: str, share: float = 1.0) -> bool:
    """Whether a team has used up `share` of what it may spend in this month."""
    if room.monthly_cap is None:
        return False
    month = f"{room.clock.now():%Y-%m}"
    async with room.store.begin(reading=True) as books:
        spent = await books.editions.spent(team, month)
    return sum(usage.cost or 0.0 for usage in spent) >= room.monthly_cap * share


def _key(writer: Writer, source: Source) -> BlurbKey:
    """What makes words the same words; a writer's name is `model with prompt@hash`."""
    model, _, prompt = writer.name.partition(" with ")
    paper = source.paper
    text = "\x1f".join((paper.title, paper.abstract, *(part for section in source.sections for part in section)))
    return BlurbKey(paper.ref, paper.version, sha256(text.encode()).hexdigest()[:16], ORIGINAL, prompt, model)
