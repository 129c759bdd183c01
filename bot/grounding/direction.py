"""Which way things move: up where the quote says up, better where it says better."""

from __future__ import annotations

from bot.grounding.stems import STOP, listed, stem
from bot.grounding.words import Words

_PAIRS = (
    (
        (
            "increase increases increased increasing raise raises raised raising rise rises grow grows growing "
            "grew gain gains gained boost boosts boosted enlarge higher greater larger more"
        ),
        (
            "decrease decreases decreased decreasing reduce reduces reduced reducing reduction reductions lower "
            "lowers lowered lowering drop drops dropped fall falls fell decline declines declined shrink shrinks "
            "smaller less fewer diminish diminishes cut cuts loss losses"
        ),
    ),
    (
        (
            "improve improves improved improving improvement improvements enhance enhances enhanced enhancing "
            "better boost boosts boosted benefit benefits outperform outperforms outperformed outperforming "
            "surpass surpasses surpassed exceed exceeds exceeded superior beat beats beating gain gains advance "
            "advances strengthen strengthens"
        ),
        (
            "degrade degrades degraded degrading degradation worsen worsens worsened worse hurt hurts harm harms "
            "harmed impair impairs impaired underperform underperforms underperforming deteriorate deteriorates "
            "inferior weaken weakens lag lags trail trails damage decline declines"
        ),
    ),
    (
        "faster speed speeds speedup accelerate accelerates accelerated quicker",
        "slower slow slows slowed slowdown decelerate",
    ),
    ("easier simpler", "harder"),
    ("stronger", "weaker"),
    ("longer", "shorter"),
    ("deeper", "shallower"),
    ("richer", "poorer"),
    ("cheaper", "costlier"),
    ("positive positively", "negative negatively"),
    ("best highest", "worst lowest"),
    ("above", "below"),
    ("maximize maximizes maximizing maximum", "minimize minimizes minimizing minimum"),
    ("upper", "lower"),
    ("earlier", "later"),
    ("high", "low"),
    ("sufficient", "insufficient"),
    ("efficient efficiently", "inefficient inefficiently"),
    ("effective effectively", "ineffective ineffectively"),
    ("accurate accurately", "inaccurate inaccurately"),
    ("consistent consistently", "inconsistent inconsistently"),
    ("expand expands broaden broadens widen widens", "narrow narrows shrink shrinks"),
    (
        "encourage encourages promote promotes facilitate facilitates",
        "discourage discourages inhibit inhibits hinder hinders",
    ),
    ("more", "less fewer"),
    ("most majority", "minority least"),
    ("strong", "weak"),
)

_BAD = listed(
    "worse worsen worsens worsened worsening underperform underperforms underperforming underperformed "
    "degrade degrades degraded degrading inferior impair "
    "impairs impaired harm harms harmed hurt hurts deteriorate deteriorates weaken weakens weaker slower "
    "slows trails trail lags poorer shallower worst losses decline declines"
)
_BAD_STEMS = frozenset(stem(word) for word in _BAD)
_GRIM = listed(
    "loss losses drop drops dropped low lower lowers fail fails failed failure poor poorly weak "
    "degradation struggle struggles suffer suffers suffered suffering issues mistakes collapse collapses "
    "decrease decreases decreased less negative negatively adverse adversely smaller unsatisfactory "
    "suboptimal fall falls hamper hampers bad badly damage sacrificing compromise compromising "
    "compromises below behind gap deficit hinder hinders limits slow inefficient"
)


def _polar() -> dict[str, tuple[tuple[int, int], ...]]:
    """Word -> the dimensions in which it points, and which way."""
    table: dict[str, list[tuple[int, int]]] = {}
    for dimension, (up, down) in enumerate(_PAIRS):
        for side, words in ((1, up), (-1, down)):
            for word in words.split():
                table.setdefault(word, []).append((dimension, side))
    return {word: tuple(points) for word, points in table.items()}


_POLAR = _polar()
# Verbs of the outcome itself: their opposite is an error wherever it stands.
_OUTCOME = listed(
    "outperform outperforms outperformed outperforming surpass surpasses exceed exceeds beat beats "
    "underperform underperforms improve improves improved improving degrade degrades "
    "degrading worsen worsens worsened superior inferior"
)


def _bounds(words: Words, index: int) -> bool:
    """Whether the word only bounds a number, as in *less than 1 %*."""
    follows = words.lower[index + 1 : index + 3]
    return len(follows) == 2 and follows[0] == "than" and follows[1][0].isdigit()


def _directed(words: Words) -> list[tuple[int, int, int]]:
    """Each directional word: its token index, dimension and side."""
    return [
        (index, dimension, side)
        for index, word in enumerate(words.lower)
        if word in _POLAR and not _bounds(words, index)
        for dimension, side in _POLAR[word]
    ]


def _near(words: Words, index: int) -> tuple[frozenset[str], frozenset[str]]:
    """The content stems before and after a token: two on the left, three on the right, other directions left out."""

    def useful(at: int) -> bool:
        word = words.lower[at]
        return word[0].isalpha() and len(word) > 2 and word not in STOP and word not in _POLAR

    left = [words.stems[at] for at in range(index - 1, max(-1, index - 8), -1) if useful(at)][:2]
    right = [words.stems[at] for at in range(index + 1, min(len(words.lower), index + 9)) if useful(at)][:3]
    return frozenset(left), frozenset(right)


def _kinship(a: tuple[frozenset[str], frozenset[str]], b: tuple[frozenset[str], frozenset[str]]) -> float:
    return 2 * len(a[1] & b[1]) + 1.5 * len(a[0] & b[0]) + 0.5 * len((a[0] & b[1]) | (a[1] & b[0]))


def check_direction(claim: Words, quote: Words) -> list[str]:
    """The same thing moved the other way, or for the worse without the quote saying so."""
    ours = _directed(claim)
    if not ours:
        return []
    theirs = _directed(quote)
    seen: dict[int, bool] = {}
    for index, dimension, side in ours:
        rivals = [(at, other) for at, same, other in theirs if same == dimension]
        if not rivals or index in seen:
            continue
        if (turned := _turned(claim, quote, index, side, rivals)) is not None:
            return [f"“{claim.lower[index]}” points the other way than “{quote.lower[turned]}” in the quote"]
        if any(other == side for _, other in rivals):
            seen[index] = True
    return _for_the_worse(claim, quote)


def _turned(claim: Words, quote: Words, index: int, side: int, rivals: list[tuple[int, int]]) -> int | None:
    """The token of the quote that the claim's word turns round, if it does."""
    mine = _near(claim, index)
    scored = [(_kinship(mine, _near(quote, at)), other == side, at) for at, other in rivals]
    same = max((score for score, agrees, _ in scored if agrees), default=None)
    opposed = max(((score, at) for score, agrees, at in scored if not agrees), default=None)
    if opposed is None or quote.stems[opposed[1]] in claim.stems:
        return None  # what the claim says too it has not turned round
    if same is None:
        strong = claim.lower[index] in _OUTCOME and quote.lower[opposed[1]] in _OUTCOME
        return opposed[1] if strong or opposed[0] >= 1.5 else None
    return opposed[1] if opposed[0] > same and opposed[0] >= 2 else None


def _for_the_worse(claim: Words, quote: Words) -> list[str]:
    worse = next((word for word in claim.lower if word in _BAD), None)
    if worse is None or stem(worse) in quote.known:
        return []
    if _BAD.isdisjoint(quote.lower) and _BAD_STEMS.isdisjoint(quote.stems) and _GRIM.isdisjoint(quote.lower):
        return [f"“{worse}” is for the worse, and the quote speaks of nothing worse"]
    return []
