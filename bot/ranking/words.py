"""Turns titles and abstracts into counted words, once for a pool and for all teams."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.paper import Paper

Matrix: TypeAlias = Any  # a sparse matrix by rows; its stubs lose their way in slices, so it is not typed closer

_TOKEN = re.compile(r"[a-z][a-z0-9]+")
_NO_NAME = re.compile(r"[^A-Za-z0-9 '-]")

# A handful of the commonest English words; the rest is left to idf and to the fitted weights.
STOP = frozenset(
    re.findall(
        r"\w+",
        "the of and to in for is we on that with this are as by an from our be it can which these at or has have their "
        "not such its also than been they more between both while where into each other using based via however but "
        "was were will may",
    )
)


def tokens(text: str) -> list[str]:
    """The lower-case words of a text in order; hyphens part words, single letters and numbers are no words."""
    return _TOKEN.findall(text.lower())


def terms(title: str, abstract: str) -> list[str]:
    """What is counted: the words of both, and the pairs of neighbours in the title.

    Authors' names are never among them: a name is influence, not topic.
    """
    head = tokens(title)
    pairs = [f"{a} {b}" for a, b in pairwise(head)]
    return [*head, *pairs, *tokens(abstract)]


@lru_cache(maxsize=1 << 18)
def plain(name: str) -> str:
    """A name as it is compared: no accents, no case, no dots; namesakes stay namesakes."""
    if name.isascii():
        return " ".join(_NO_NAME.sub(" ", name).lower().split())
    bare = unicodedata.normalize("NFKD", name)
    kept = "".join(c if c.isalnum() or c in " '-" else " " for c in bare if not unicodedata.combining(c))
    return " ".join(kept.casefold().split())


@dataclass(frozen=True, slots=True)
class Bag:
    """Counted terms: a row a text, a column a term of `vocabulary` (term -> column)."""

    vocabulary: Mapping[str, int]
    counts: Matrix

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Bag:
        """Count every term of the papers; columns are in the order of first sight."""
        found: defaultdict[str, int] = defaultdict()
        found.default_factory = found.__len__
        flat, ends = array("i"), [0]
        for paper in papers:
            flat.extend(map(found.__getitem__, terms(paper.title, paper.abstract)))
            ends.append(len(flat))
        return cls(dict(found), _matrix(flat, ends, len(found)))

    @classmethod
    def joined(cls, bags: Sequence[Bag]) -> Bag:
        """Several bags as one: their texts below each other, in the columns of all their terms."""
        if len(bags) == 1:
            return bags[0]
        found: dict[str, int] = {}
        parts = []
        for bag in bags:
            places = np.array([found.setdefault(term, len(found)) for term in bag.vocabulary], dtype=np.int32)
            parts.append((bag.counts, places))
        moved = [
            sparse.csr_matrix((c.data, places[c.indices], c.indptr), shape=(c.shape[0], len(found)))
            for c, places in parts
        ]
        return cls(found, sparse.vstack(moved, format="csr"))

    def columns(self, wanted: Iterable[str]) -> NDArray[np.int64]:
        """The column of each wanted term, -1 where no text has it."""
        return np.fromiter((self.vocabulary.get(term, -1) for term in wanted), dtype=np.int64)


def _matrix(flat: array[int], ends: Sequence[int], width: int) -> Matrix:
    columns = np.frombuffer(flat, dtype=np.int32) if len(flat) else np.zeros(0, np.int32)
    counts = sparse.csr_matrix((np.ones(len(flat), np.float32), columns, ends), shape=(len(ends) - 1, width), copy=True)
    counts.sum_duplicates()
    return counts


def weigh(counts: Matrix, idf: NDArray[np.float32]) -> Matrix:
    """TF-IDF with damped counts, each row of length 1 (rows without a known term stay 0)."""
    weighed = counts.copy()
    weighed.data = (1.0 + np.log(weighed.data)) * idf[weighed.indices]
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    weighed.data = (weighed.data * np.repeat(scale, np.diff(weighed.indptr))).astype(np.float32)
    return weighed


def rarity(counts: Matrix) -> NDArray[np.float32]:
    """The idf of each column, smoothed as scikit-learn does: ln((1+n)/(1+df)) + 1."""
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1.0 + counts.shape[0]) / (1.0 + seen)) + 1.0, dtype=np.float32)
