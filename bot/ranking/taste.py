"""What a team asks for and what its editors have taught: the two layers that are a team's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.ranking.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.domain.paper import Paper, PaperRef
    from bot.domain.team import Team
    from bot.ranking.pool import Pool

PATIENCE = 20.0  # k of n/(n+k): with so many decisions, the team's own layer has half its say
READER = 0.3  # a reader's reaction counts this much of an editor's approval
REACH = 2.5  # log-odds: how far taste may move a paper
BACKGROUND = 300  # papers of the pool that stand for what nobody has decided about


@dataclass(frozen=True, slots=True)
class TeamTaste:
    """A team as ranking sees it.

    Where an embedder is configured, `topic_vectors` holds an embedding a topic, `example_vectors` one an example.
    """

    topics: tuple[str, ...] = ()
    not_topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    examples: tuple[Paper, ...] = ()
    approved: tuple[Paper, ...] = ()
    dropped: tuple[Paper, ...] = ()
    liked: tuple[Paper, ...] = ()
    nominated: tuple[PaperRef, ...] = ()
    topic_vectors: Mapping[str, Sequence[float]] = field(default_factory=dict)
    example_vectors: Mapping[PaperRef, Sequence[float]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        team: Team,
        *,
        examples: Sequence[Paper] = (),
        approved: Sequence[Paper] = (),
        dropped: Sequence[Paper] = (),
        liked: Sequence[Paper] = (),
        nominated: Sequence[PaperRef] = (),
        topic_vectors: Mapping[str, Sequence[float]] | None = None,
        example_vectors: Mapping[PaperRef, Sequence[float]] | None = None,
    ) -> TeamTaste:
        """The team's settings, with the papers that its examples and decisions name."""
        return cls(
            team.topics,
            team.not_topics,
            team.categories,
            team.followed,
            tuple(examples),
            tuple(approved),
            tuple(dropped),
            tuple(liked),
            tuple(nominated),
            topic_vectors or {},
            example_vectors or {},
        )


@dataclass(frozen=True, slots=True)
class Learnt:
    """What decisions taught about a pool: log-odds a paper, and how much say they have (0 to 1)."""

    value: NDArray[np.float64]
    say: float
    decisions: int


def learnt(pool: Pool, taste: TeamTaste) -> Learnt:
    """A logistic layer over the pool's axes, fitted on approvals and drops, blended in as n/(n+k)."""
    number = len(taste.approved) + len(taste.dropped)
    weight = number + READER * len(taste.liked)
    say = weight / (weight + PATIENCE)
    nothing = Learnt(np.zeros(len(pool)), say, number)
    if not weight or not len(pool):
        return nothing
    return Learnt(say * np.clip(_by_text(pool, taste) + _by_people(pool, taste), -REACH, REACH), say, number)


def _by_text(pool: Pool, taste: TeamTaste) -> NDArray[np.float64]:
    if pool.space.axes is None:
        return np.zeros(len(pool))
    told = [*((p, 1, 1.0) for p in taste.approved), *((p, 1, READER) for p in taste.liked)]
    told += [(p, 0, 1.0) for p in taste.dropped]
    step = max(len(pool) // BACKGROUND, 1)
    others = pool.space.places[::step]
    places = np.vstack([pool.space.place([(p.title, p.abstract) for p, _, _ in told]), others])
    labels = np.array([label for _, label, _ in told] + [0] * len(others))
    if labels.max() == 0:  # drops alone: away from them, towards nothing
        return -2.0 * np.maximum(pool.space.likeness(taste.dropped), 0.0)
    trust = np.array([w for _, _, w in told] + [1.0 / step if step < 1 else 0.2] * len(others))
    trust[labels == 1] *= trust[labels == 0].sum() / trust[labels == 1].sum()
    layer = LogisticRegression(C=1.0, tol=1e-3, max_iter=50).fit(places, labels, sample_weight=trust)
    said = pool.space.places @ layer.coef_[0]
    return np.asarray(said - said.mean())


def _by_people(pool: Pool, taste: TeamTaste) -> NDArray[np.float64]:
    moved = np.zeros(len(pool))
    for papers, sign in ((taste.approved, 0.5), (taste.dropped, -0.25)):
        names = {plain(a.name) for p in papers if len(p.authors) <= 50 for a in p.authors}
        rows = {row for name in names for row in pool.by_author.get(name, ())}
        moved[sorted(rows)] += sign
    return moved


def reasons(layer: Learnt, value: float) -> tuple[str, ...]:
    """One sentence: which way the editors' decisions moved the paper, and how much say they have."""
    if not layer.decisions and not layer.say:
        return ("no decisions of this team to learn from yet",)
    way = (
        "like what the team approved"
        if value > 0.05
        else "like what the team dropped"
        if value < -0.05
        else "neither here nor there"
    )
    return (f"{way}; {layer.decisions} decisions so far have {layer.say:.0%} of their full say",)
