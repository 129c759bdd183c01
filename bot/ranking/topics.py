"""How well papers match what a team reads about: phrases, unwanted phrases, categories and example papers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.ranking.words import STOP, tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.ranking.pool import Pool
    from bot.ranking.taste import TeamTaste

SLOPE = 0.9  # log-odds for one standard deviation of likeness
MIDDLE = 1.0  # standard deviations at which a match neither helps nor harms
LOW, HIGH = -1.5, 3.0
UNWANTED = -3.0
HOME, ABROAD = 0.3, -1.5  # in one of the team's categories, or in none of them
NEAREST = 10  # examples that a paper is compared with: a library has several interests, and their mean is none of them


@dataclass(frozen=True, slots=True)
class Topic:
    """One wish of a team against a pool: likeness in standard deviations; not `found` if no word is known."""

    name: str
    likeness: NDArray[np.float64]
    found: bool


@dataclass(frozen=True, slots=True)
class Match:
    """What a team's wishes say about a pool: log-odds a paper, and what they are made of."""

    value: NDArray[np.float64]
    topics: tuple[Topic, ...]
    unwanted: dict[int, tuple[str, ...]]
    subjects: NDArray[np.float64]


def match(pool: Pool, taste: TeamTaste) -> Match:
    """The best match among topics and examples, less what is unwanted, moved by categories."""
    topics = [_topic(pool, name, taste) for name in taste.topics]
    if taste.examples:
        topics.append(_examples(pool, taste))
    found = [topic.likeness for topic in topics if topic.found]
    value = np.clip(SLOPE * (np.max(found, axis=0) - MIDDLE), LOW, HIGH) if found else np.zeros(len(pool))
    unwanted = _unwanted(pool, taste)
    value[list(unwanted)] += UNWANTED
    subjects = _subjects(pool, taste)
    return Match(value + subjects, tuple(topics), unwanted, subjects)


def blend(*scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of scores in standard deviations; one that is the same for all papers says nothing and is left out."""
    spread = [(s - s.mean()) / s.std() for s in scores if len(s) and s.std() > 1e-9]
    return np.mean(spread, axis=0) if spread else np.zeros(len(scores[0]))


def _topic(pool: Pool, name: str, taste: TeamTaste) -> Topic:
    lexical = pool.space.by_words(name)
    near = _near(pool, name, taste)
    return Topic(name, blend(lexical, near), bool(lexical.any() or near.any()))


def _near(pool: Pool, name: str, taste: TeamTaste) -> NDArray[np.float64]:
    """Likeness beyond the very words: by embedding where there is one, else on the latent axes."""
    vector = taste.topic_vectors.get(name)
    if pool.embedded is not None and vector is not None and len(vector) == pool.embedded.shape[1]:
        return np.asarray(pool.embedded @ np.asarray(vector, dtype=float))
    if pool.space.axes is None:
        return np.zeros(len(pool))
    return np.asarray(pool.space.places @ pool.space.place([(name, "")])[0])


def _examples(pool: Pool, taste: TeamTaste) -> Topic:
    places = pool.space.place([(paper.title, paper.abstract) for paper in taste.examples])
    likeness = _nearest(pool.space.places, places)
    if pool.embedded is not None and (placed := pool.placed(list(taste.example_vectors.values()))) is not None:
        likeness = blend(likeness, _nearest(pool.embedded, placed))
    return Topic("your examples", blend(likeness), bool(likeness.any()))


def _nearest(places: NDArray[np.float64], examples: NDArray[np.float64]) -> NDArray[np.float64]:
    """How close each place is to those of the examples that are nearest to it, on average."""
    likeness = places @ examples.T
    if likeness.shape[1] > NEAREST:
        likeness = np.partition(likeness, -NEAREST, axis=1)[:, -NEAREST:]
    return np.asarray(likeness.mean(axis=1))


def _unwanted(pool: Pool, taste: TeamTaste) -> dict[int, tuple[str, ...]]:
    hits: dict[int, tuple[str, ...]] = {}
    for phrase in taste.not_topics:
        for row in rows_with(pool, phrase):
            hits[row] = (*hits.get(row, ()), phrase)
    return hits


_BETWEEN = r"(?:(?!\.\s)\W)+"  # what may stand between two words of a phrase: anything but the end of a sentence


def rows_with(pool: Pool, phrase: str) -> list[int]:
    """The papers whose title or abstract has the words of the phrase, side by side and in order."""
    words = tokens(phrase)
    if not words:
        return []
    wanted = re.compile(r"\b" + _BETWEEN.join(map(re.escape, words)) + r"(?:s|es)?\b")
    last = words[-1]
    rows = pool.space.rows_with((last, f"{last}s", f"{last}es"))
    for word in words[:-1]:
        rows &= pool.space.rows_with((word,))
    return [row for row in sorted(rows) if wanted.search(pool.texts[row])]


def _subjects(pool: Pool, taste: TeamTaste) -> NDArray[np.float64]:
    moved = np.zeros(len(pool))
    if not taste.categories or not len(pool):
        return moved
    home = sorted({row for name in taste.categories for row in pool.by_category.get(name, ())})
    moved[pool.filed] = ABROAD
    moved[home] = HOME
    return moved


def reasons(pool: Pool, taste: TeamTaste, found: Match, row: int) -> tuple[str, ...]:
    """What matched on which words, what is unwanted, and what could not be looked for."""
    said = []
    text = pool.texts[row]
    for topic in sorted((t for t in found.topics if t.found), key=lambda t: (-t.likeness[row], t.name))[:2]:
        if topic.likeness[row] >= MIDDLE:
            shared = [w for w in dict.fromkeys(tokens(topic.name)) if w not in STOP and w in text]
            close = f" on: {', '.join(shared)}" if shared else " by kindred words"
            said.append(f"matches {topic.name}{'' if topic.name == 'your examples' else close}")
    if not said and any(t.found for t in found.topics):
        said.append("far from the team's topics")
    said += [f"unwanted: mentions {phrase}" for phrase in found.unwanted.get(row, ())]
    said += _said_of_subjects(pool, taste, row)
    lost = [t.name for t in found.topics if not t.found]
    said += [f"nothing in this pool matches {name}" for name in lost]
    return tuple(said) or ("the team has named no topics",)


def _said_of_subjects(pool: Pool, taste: TeamTaste, row: int) -> list[str]:
    filed = pool.papers[row].categories
    if not taste.categories:
        return []
    if not filed:
        return ["its categories are not known"]
    shared = [c for c in filed if c in taste.categories]
    return [f"filed under {', '.join(shared[:3])}"] if shared else ["in none of the team's categories"]
