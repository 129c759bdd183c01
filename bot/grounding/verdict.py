"""The verdict on a claim: every check in turn, and its reasons in words for an editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from bot.grounding.direction import check_direction
from bot.grounding.intruders import check_intruders
from bot.grounding.judgement import check_judgement
from bot.grounding.names import Named, check_names
from bot.grounding.negation import check_negation
from bot.grounding.numbers import check_numbers
from bot.grounding.quantities import Number, numbers
from bot.grounding.quotes import FEWEST_WORDS, MOST_SENTENCES, Found, Text
from bot.grounding.roles import check_placed, check_roles, introduced
from bot.grounding.scope import check_hedge, check_scope
from bot.grounding.strength import check_strength
from bot.grounding.support import check_support
from bot.grounding.words import Words, plain
from bot.grounding.workplaces import check_workplaces

Outcome = Literal["verified", "repaired", "unverified"]
Kind = Literal["fact", "relevance", "judgement"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one claim: `repaired` where the quote shown is the paper's print, not the writer's."""

    verdict: Outcome
    quote: str
    reasons: tuple[str, ...] = ()


class Grounds:
    """One paper, prepared once, against which any number of claims are checked."""

    def __init__(self, title: str, authors: Sequence[str], source: str) -> None:
        self.title = title
        self.authors = tuple(authors)
        self.source = source
        self.text = Text(f"{title}\n\n{source}" if title else source)
        self._quotes: dict[str, tuple[Found | None, Words]] = {}

    @cached_property
    def plain(self) -> str:
        """Title and source as a reader sees them."""
        return plain(self.text.raw)

    @cached_property
    def named(self) -> Named:
        """Everything that may lend a name."""
        return Named.of(" ".join((self.plain, *self.authors)))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number in the title and the source."""
        return numbers(self.plain)

    @cached_property
    def introduced(self) -> frozenset[str]:
        """The names that the paper gives to its own work."""
        return introduced(self.plain)

    @cached_property
    def sentences(self) -> tuple[frozenset[str], ...]:
        """The stems of each sentence of the source; a title claims nothing."""
        return tuple(
            _words(self.text.raw[start:end]).known for start, end in self.text.bounds if start >= len(self.title)
        )

    def found(self, quote: str) -> tuple[Found | None, Words]:
        """The quote in the paper, and its words; looked up once."""
        if quote not in self._quotes:
            found = self.text.find(quote)
            self._quotes[quote] = (found, _words(found.text if found else ""))
        return self._quotes[quote]

    def check(self, claim: str, quote: str | None, kind: Kind = "fact") -> Verdict:
        """One claim of this paper; a fact needs a quote, a judgement may hold nothing that could be checked."""
        quote = quote or ""
        if kind == "relevance":
            # Written by code from the score: nothing of the paper's is stated, only markup is kept out.
            reasons = check_intruders(claim, "", self.text.raw)
            return Verdict("unverified" if reasons else "verified", quote, tuple(reasons))
        if kind == "judgement":
            reasons = [*check_intruders(claim, quote, self.text.raw), *check_judgement(_words(claim))]
            return Verdict("unverified" if reasons else "verified", quote, tuple(reasons))
        return self._fact(claim, quote)

    def _fact(self, claim: str, quote: str) -> Verdict:
        if not claim.strip():
            return Verdict("unverified", quote, ("the claim says nothing",))
        found, words = self.found(quote)
        if found is None:
            reason = (
                "the quote is not in the paper word for word" if quote.strip() else "there is no quote to support it"
            )
            return Verdict("unverified", quote, (reason,))
        reasons = [
            *_shape(found),
            *check_intruders(claim, found.text, self.text.raw),
            *self._content(_words(claim), words),
        ]
        if reasons:
            return Verdict("unverified", found.text, tuple(dict.fromkeys(reasons)))
        return Verdict("verified" if found.exact else "repaired", found.text)

    def _content(self, claim: Words, quote: Words) -> list[str]:
        if claim.folded.rstrip(" .") == quote.folded.rstrip(" ."):
            return []
        return [
            *check_workplaces(claim, quote),
            *check_numbers(claim, quote, lambda: self.numbers),
            *check_names(claim, lambda: self.named),
            *check_placed(claim, quote, self.title, lambda: self.introduced),
            *check_roles(claim, quote),
            *check_strength(claim, quote),
            *check_scope(claim, quote),
            *check_negation(claim, quote),
            *check_direction(claim, quote),
            *check_hedge(claim, quote),
            *check_support(claim, quote, lambda: self.sentences),
        ]


def _shape(found: Found) -> list[str]:
    if len(found.text.split()) < FEWEST_WORDS:
        return [f"the quote is shorter than {FEWEST_WORDS} words"]
    if found.sentences > MOST_SENTENCES:
        return [f"the quote runs over more than {MOST_SENTENCES} sentences"]
    return []


@lru_cache(maxsize=4096)
def _words(text: str) -> Words:
    return Words.of(text)


def check(
    claim_text: str, quote: str | None, kind: Kind = "fact", *, title: str, authors: Sequence[str], source: str
) -> Verdict:
    """One claim against one paper; for many claims of a paper prepare `Grounds` once."""
    return Grounds(title, authors, source).check(claim_text, quote, kind)
