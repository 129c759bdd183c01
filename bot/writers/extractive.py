"""The writer without a key: the abstract's own sentences, chosen by cues and lightly trimmed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.story import Claim
from bot.grounding.quotes import FEWEST_WORDS, sentences
from bot.grounding.stems import listed
from bot.grounding.verdict import Grounds
from bot.grounding.words import plain
from bot.ports import Source, Written
from bot.writers.cues import Slot, floor, ranked

NAME = "extractive"
LABEL = "extracted from the abstract"
NO_ABSTRACT = "There is no abstract to extract from: an editor's own words are needed."
NOT_ENGLISH = (
    "The abstract is not in English, which is all that the extractive writer reads: an editor's own words are needed."
)
NO_GAP = "the abstract states no gap, so the approach stands as why"
MOST_INSIGHTS = 5
FEWEST_INSIGHTS = 2
_LENGTH = 220
_SHORTEST_CUT = 90

_LEAD_IN = re.compile(
    r"^(?:\(?(?:[1-9]|i{1,3}|i?v)\)\s+)?"
    r"(?:(?:however|moreover|furthermore|in addition|additionally|besides|also|therefore|thus|hence|"
    r"consequently|nevertheless|nonetheless|unfortunately|"
    r"meanwhile|finally|lastly|in particular|specifically|concretely|as a result|in fact|indeed|notably|"
    r"importantly|interestingly|to this end|to that end|"
    r"in this (?:paper|work|study|article|report|letter)|overall|in summary|in conclusion|accordingly|then|"
    r"yet|first|second|third|firstly|secondly|for example|for instance)\s*,\s*|"
    r"in this (?:paper|work|study|article|report|letter)\s+(?=we\b)|(?:but|and|yet)\s+(?=(?:it|they|this|"
    r"these|the|most|many|existing)\b))?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r";\s|:\s|,\s(?=(?:and|but|which|while|whereas|where|with|thus|so|making|leading|resulting|achieving|"
    r"showing|suggesting|including|such as|thereby)\b)|\s[-–—]\s"
)
# Words without which a text of any length is not English.
_ENGLISH = listed("the of and to in is are we that for with this on by as from an be it our which can")


def extract(source: Source) -> Written:
    """*Why* and *insights* out of the abstract, each claim a sentence of it with that sentence as its quote.

    Nothing is ever added: where the abstract states no gap, the approach stands as *why*; where there is no usable
    abstract, both are empty and the note says so.
    """
    paper = source.paper
    text = paper.abstract.strip()
    spans = [text[start:end] for start, end in sentences(text)] if text else []
    usable = [one for one in spans if len(one.split()) >= FEWEST_WORDS]
    if not usable:
        return Written((), (), NAME, note=NO_ABSTRACT)
    if not _english(text):
        return Written((), (), NAME, note=NOT_ENGLISH)
    grounds = Grounds(paper.title, [author.name for author in paper.authors], text)
    claims = [_claim(one, grounds) for one in usable]
    why, note = _why([plain(one) for one in usable], claims)
    insights = _insights([plain(one) for one in usable], claims, why)
    return Written(
        tuple(claim for index in why if (claim := claims[index])),
        tuple(claim for index in insights if (claim := claims[index])),
        NAME,
        note="; ".join(part for part in (LABEL, note) if part),
    )


class ExtractiveWriter:
    """The `Writer` that needs no model and never fails."""

    name = NAME

    async def write(
        self,
        source: Source,
        *,
        instruction: str | None = None,
        reasons: Sequence[str] = (),
        language: str = "en",
    ) -> Written:
        """The abstract's own sentences; wishes and complaints cannot change what the paper says."""
        return extract(source)


def _english(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return sum(word in _ENGLISH for word in words) >= 0.08 * len(words)


def _claim(sentence: str, grounds: Grounds) -> Claim | None:
    """The sentence as a checked claim; None where it does not pass (it speaks to machines, say)."""
    text = trim(plain(sentence))
    verdict = grounds.check(text, sentence)
    if verdict.verdict == "unverified":
        text = plain(sentence)
        verdict = grounds.check(text, sentence)
    if verdict.verdict == "unverified":
        return None
    return Claim("fact", text, verdict.quote, "abstract", verdict.verdict, verdict.reasons)


def _why(texts: list[str], claims: list[Claim | None]) -> tuple[list[int], str | None]:
    gap = _best(texts, claims, "why")
    what = _best(texts, claims, "what", taken=gap)
    if gap:
        return sorted({*gap, *what}), None
    fallback = what or [index for index in _order(texts, "what") if claims[index]][:1]
    return fallback, NO_GAP if fallback else None


def _insights(texts: list[str], claims: list[Claim | None], taken: Sequence[int]) -> list[int]:
    """The results, in the order of the abstract; a second one is found only where it is one."""
    free = [(weight, index) for weight, index in ranked(texts, "insight") if claims[index] and index not in taken]
    begin = min(taken, default=0)
    chosen = [index for weight, index in free if weight >= floor("insight") and index > begin][:MOST_INSIGHTS]
    if len(chosen) < FEWEST_INSIGHTS:
        more = [index for weight, index in free if weight > 0 and index > begin and index not in chosen]
        chosen = [*chosen, *more][:FEWEST_INSIGHTS]
    return sorted(chosen or [index for _, index in free][:1])


def _best(texts: list[str], claims: list[Claim | None], slot: Slot, taken: Sequence[int] = ()) -> list[int]:
    for weight, index in ranked(texts, slot):
        if weight < floor(slot):
            return []
        if claims[index] and index not in taken:
            return [index]
    return []


def _order(texts: list[str], slot: Slot) -> list[int]:
    return [index for _, index in ranked(texts, slot)]


def trim(sentence: str) -> str:
    """The sentence without its lead-in, cut on a clause boundary at about 220 characters; the cut is shown by "…"."""
    text = _LEAD_IN.sub("", sentence.strip(), count=1)
    if text and text[0].islower() and not sentence.strip()[0].islower():
        text = text[0].upper() + text[1:]
    if len(text) <= _LENGTH:
        return text
    cuts = [match.start() for match in _CLAUSE.finditer(text, _SHORTEST_CUT, _LENGTH)]
    if not cuts:
        return text
    return text[: cuts[-1]].rstrip(" ,;:-–—") + " …"
