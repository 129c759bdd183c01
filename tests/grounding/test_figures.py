"""What grounding makes of claims that people wrote, true and with an error planted: how many it doubts, and why.

The claims are expert summaries, 229 of them with the sentence that carries them; the errors are planted as in
`python -m bench.grounding`. A rule that changes moves some of these figures: look at which, then write down the
new ones.
"""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from bench.grounding import carried, human, judge, supported
from bench.planted import KINDS, Case, dressed
from bot.grounding.verdict import Verdict

pytest.importorskip("aclsum", reason="summaries that people wrote: no aclsum here (extra `demo`)")

#: By kind of error: how many are caught, of how many.
CAUGHT = {
    "altered quote": (228, 228),
    "invented quote": (229, 229),
    "foreign quote": (227, 227),
    "injected text": (228, 228),
    "a nearby number": (10, 10),
    "changed unit": (7, 7),
    "name from elsewhere": (213, 226),
    "invented affiliation": (229, 229),
    "unrelated quote": (210, 229),
    "two numbers swapped": (3, 4),
    "negation inserted": (104, 140),
    "strength added": (83, 103),
    "direction flipped": (62, 72),
    "negation removed": (9, 28),
    "hedge dropped": (21, 27),
    "scope widened": (216, 229),
    "name of the same abstract": (18, 46),
    "roles swapped": (18, 30),
}
#: How often each reason is given, for what was planted and for what was true.
REASONS = {
    "the quote is not in the paper word for word": 684,
    "“…” is not named in the paper": 590,
    "“…” says more than the quote does": 295,
    "the quote is about something else: it shares hardly a word with the claim": 211,
    "“…” is stated as somebody's workplace, which no claim may do": 224,
    "the claim speaks to machines or readers, not about the paper: “…”": 147,
    "“…” denies what the quote does not deny": 104,
    "“…” is not in the quote, which names “…”": 87,
    "the claim calls people: “…”": 81,
    "another sentence of the paper speaks of this, not the one quoted": 63,
    "“…” is not in the quote": 57,
    "“…” reads as an affiliation and is not in the quote": 4,
    "“…” points the other way than “…” in the quote": 47,
    "“…” claims how large the effect is, which the quote does not": 43,
    "“…” claims a superlative, which the quote does not": 35,
    "“…” claims a first, which the quote does not": 31,
    "“…” puts older work ahead, which the quote does not": 25,
    "“…” states as certain what the quote does not": 21,
    "“…” claims state of the art, which the quote does not": 20,
    "“…” claims a proof, which the quote does not": 19,
    "“…” is for the worse, and the quote speaks of nothing worse": 17,
    "the sides of “…” stand the other way round in the quote": 8,
    "the quote says “…”, and the claim leaves the “…” out": 7,
    "the quote says “…”, and the claim states it as fact": 5,
    "“…” has another unit in the quote: “…”": 3,
    "“…” and “…” stand the other way round in the quote": 1,
}


@pytest.fixture(scope="module")
def claims() -> list[Case]:
    return [case for case in human("train") if supported(case)]


@pytest.fixture(scope="module")
def planted(claims: list[Case]) -> dict[str, list[Case]]:
    """Every claim with an error of every kind, where one can be planted, always the same."""
    lot = random.Random(3)
    made = {
        kind: dict.fromkeys(one for case in claims if (one := plant(case, lot.choice(claims), lot)) and one != case)
        for kind, (plant, _) in KINDS.items()
    }
    return {kind: list(cases) for kind, cases in made.items()}


@pytest.fixture(scope="module")
def verdicts(planted: dict[str, list[Case]]) -> dict[str, list[Verdict]]:
    return {kind: [judge(case) for case in cases] for kind, cases in planted.items()}


def doubted(verdicts: list[Verdict]) -> int:
    return sum(verdict.verdict == "unverified" for verdict in verdicts)


def test_true_claims_are_doubted_as_rarely_as_is_written(claims: list[Case]) -> None:
    assert (doubted([judge(case) for case in claims]), len(claims)) == (9, 229)
    whole = carried()
    assert (doubted([judge(case) for case in whole]), len(whole)) == (5, 111), (
        "what a reader found carried by its quote"
    )


def test_planted_errors_are_caught_as_often_as_is_written(verdicts: dict[str, list[Verdict]]) -> None:
    assert {kind: (doubted(said), len(said)) for kind, said in verdicts.items()} == CAUGHT


def test_each_reason_is_given_as_often_as_is_written(claims: list[Case], verdicts: dict[str, list[Verdict]]) -> None:
    """By the sentence, without the words that it is about."""
    every = [*map(judge, claims), *(verdict for said in verdicts.values() for verdict in said)]
    reasons = Counter(re.sub(r"“[^”]*”", "“…”", reason) for verdict in every for reason in verdict.reasons)
    assert dict(reasons) == REASONS


def test_a_quote_in_another_dress_is_repaired(claims: list[Case]) -> None:
    lot = random.Random(3)
    dresses = [one for case in claims if judge(case).verdict == "verified" and (one := dressed(case, case, lot))]
    assert Counter(judge(one).verdict for one in dresses) == {"repaired": 220}
