"""Papers that nobody wrote, in the shape of a monthly pool: for runs of the whole route."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

_SUBJECTS = (
    "sparse attention", "prompt tuning", "dense retrieval", "image captioning", "speech separation",
    "graph matching", "program repair", "federated averaging", "layout detection", "query rewriting",
    "curriculum pretraining", "token pruning",
)  # fmt: skip
_PROBLEMS = (
    "slow down on long documents",
    "forget rare words",
    "need labels that few teams have",
    "break under distribution shift",
    "cost more memory than they save",
)
_REMEDIES = ("a lightweight router", "a two-stage decoder", "a cache of past queries", "a contrastive objective")
_CATEGORIES = (["cs.CL", "cs.LG"], ["cs.CV"], ["cs.LG", "stat.ML"], ["cs.IR"], ["cs.AI", "cs.CL"])
_NAMES = ("A. Alder", "B. Birch", "C. Cedar", "D. Dogwood", "E. Elm", "F. Fir", "G. Ginkgo")


def records(count: int = 40, month: str = "2021-06") -> list[dict[str, object]]:
    """`count` papers of that month."""
    year, _, number = month.partition("-")
    parts = zip(cycle(_SUBJECTS), cycle(_PROBLEMS), cycle(_REMEDIES), cycle(_CATEGORIES), range(count), strict=False)
    return [
        {
            "arxiv_id": f"{year[2:]}{number}.{n + 1:05d}",
            "title": f"{subject.capitalize()} with {remedy}, part {n + 1}",
            "abstract": (
                f"Existing methods for {subject} {problem}. "
                f"We propose {remedy} for {subject} that needs no extra data. "
                f"It improves accuracy by {n % 9 + 1}.{n % 7} points over earlier methods on {n % 5 + 2} benchmarks. "
                f"Our experiments show that {remedy} also halves the time of inference for {subject}."
            ),
            "authors": [_NAMES[(n + k) % len(_NAMES)] for k in range(n % 4 + 1)],
            "categories": categories,
            "published": f"{month}-{n % 28 + 1:02d}",
        }
        for subject, problem, remedy, categories, n in parts
    ]


def pool(folder: Path, count: int = 40, month: str = "2021-06") -> Path:
    """A pool of them as a file."""
    file = folder / f"{month}.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records(count, month)), encoding="utf-8")
    return file
