"""The rankers that ours has to beat, each done the way it is done elsewhere, on the same papers and picks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.ranking.words import plain

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from bot.domain.paper import Paper
    from bot.ranking.history import History

GATE = 15  # the h-index at which gpt_paper_assistant lets a paper in


@dataclass(frozen=True, slots=True)
class Known:
    """What every baseline may know: the pool, papers of before, which of those were picked and when, and authors."""

    pool: tuple[Paper, ...]
    before: tuple[Paper, ...]
    picked_on: tuple[date | None, ...]  # one for each paper of `before`
    history: History


def scores(known: Known) -> dict[str, NDArray[np.float64]]:
    """The score of every paper of the pool by every baseline."""
    liked = np.array([day is not None for day in known.picked_on], dtype=bool)
    words = _tfidf([*known.before, *known.pool], names=False)
    before, pool = words[: len(known.before)], words[len(known.before) :]
    return {
        "random": np.array([int(sha256(str(p.ref).encode()).hexdigest()[:8], 16) / 2**32 for p in known.pool]),
        "authors": np.array([float(len(p.authors)) for p in known.pool]),
        "past-picks": _past_picks(known),
        "tfidf-centroid": _centroid(before[np.flatnonzero(liked)], pool),
        "arxiv-sanity-svm": _svm(known, liked),
        "zotero-decay": _decay(known, before, pool),
        "h-index-gate": _gate(known),
    }


def _tfidf(papers: Sequence[Paper], *, names: bool) -> Any:
    """arxiv-sanity-lite's features (compute.py): 1-2-grams, 20,000 features, min_df 5, max_df 0.1."""
    texts = [f"{p.title} {p.abstract}" + (" " + " ".join(a.name for a in p.authors) if names else "") for p in papers]
    least = 5 if len(papers) > 100 else 1
    most = 0.1 if len(papers) > 100 else 1.0
    maker = TfidfVectorizer(
        strip_accents="unicode",
        token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",  # noqa: S106 - what a word is, no password
        stop_words="english",
        ngram_range=(1, 2),
        max_features=20_000,
        sublinear_tf=True,
        min_df=least,
        max_df=most,
        dtype=np.float32,
    )
    return maker.fit_transform(texts).tocsr() if papers else sparse.csr_matrix((0, 0))


def _past_picks(known: Known) -> NDArray[np.float64]:
    """How often the authors of a paper were picked before, all of them together, by name."""
    times = Counter(
        plain(n) for line in known.history.bylines if line.ref in known.history.picked for n in line.authors
    )
    own = {line.ref: line for line in known.history.bylines if line.ref in known.history.picked}
    return np.array(
        [
            float(sum(times[plain(a.name)] - (p.ref in own) for a in p.authors if times[plain(a.name)]))
            for p in known.pool
        ]
    )


def _centroid(liked: Any, pool: Any) -> NDArray[np.float64]:
    centre = np.asarray(liked.mean(axis=0)).ravel() if liked.shape[0] else np.zeros(pool.shape[1])
    return np.asarray(pool @ centre)


def _svm(known: Known, liked: NDArray[np.bool_]) -> NDArray[np.float64]:
    tags = np.concatenate([liked, np.zeros(len(known.pool), dtype=bool)])
    return tagged([*known.before, *known.pool], tags)[len(known.before) :]


def tagged(papers: Sequence[Paper], tags: NDArray[np.bool_]) -> NDArray[np.float64]:
    """arxiv-sanity-lite (send_emails.py): a linear SVM, what is not tagged is negative, names are words."""
    if not tags.any():
        return np.zeros(len(papers))
    words = _tfidf(papers, names=True)
    machine = LinearSVC(class_weight="balanced", C=0.01, tol=1e-6, max_iter=10_000, random_state=0)
    return np.asarray(machine.fit(words, tags).decision_function(words))


def _decay(known: Known, before: Any, pool: Any) -> NDArray[np.float64]:
    """zotero-arxiv-daily: likeness to each liked paper, the newest first, with weights 1 / (1 + log10(i + 1))."""
    days = [(day, row) for row, day in enumerate(known.picked_on) if day is not None]
    newest = [row for _, row in sorted(days, key=lambda each: (-each[0].toordinal(), each[1]))]
    if not newest:
        return np.zeros(len(known.pool))
    weights = 1.0 / (1.0 + np.log10(np.arange(1, len(newest) + 1)))
    return np.asarray(10.0 * pool @ (before[newest].T @ (weights / weights.sum())))


def _gate(known: Known) -> NDArray[np.float64]:
    """gpt_paper_assistant: in if any author's name has an h-index of 15 somewhere; the highest first."""
    best = (max((known.history.fame.get(plain(a.name), 0) for a in p.authors), default=0) for p in known.pool)
    return np.array([float(h) if h >= GATE else 0.0 for h in best])
