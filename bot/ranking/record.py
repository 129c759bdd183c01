"""What the record shows apart from its words and its authors: the shape of title and abstract, links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.paper import Paper

_LINK = re.compile(r"https?://|www\.|\bgithub\b", re.IGNORECASE)
_CODE = re.compile(r"github|gitlab|huggingface|code (?:is|are|will be|and)|open.?sourc", re.IGNORECASE)
_SITE = re.compile(r"github\.io|project (?:page|website)|demo", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_SHARE = re.compile(r"\d\s*\\?%|\d\s*[x×]\b|\\times", re.IGNORECASE)
_COINED = re.compile(r"^[\w.$\\{}^+-]*(?:[A-Z][\w]*[A-Z0-9]|[A-Z]{2,})[\w.$\\{}^+-]*\s*:")
_SURVEY = re.compile(r"survey|review|overview|tutorial|perspective|position:", re.IGNORECASE)

NAMES = (
    "title_words",
    "title_colon",
    "title_coined",
    "title_question",
    "title_survey",
    "abstract_words",
    "link",
    "code",
    "site",
    "numbers",
    "shares",
)

#: What a feature is called when it is a reason; the others say nothing that an editor would want to read.
SAID = {
    "title_coined": "gives its method a name of its own",
    "title_question": "asks a question in its title",
    "title_survey": "a survey or review",
    "link": "links to more than the paper",
    "code": "mentions code or open weights",
    "site": "has a project page or a demo",
    "shares": "states its gains in numbers",
}


def measure(papers: Sequence[Paper]) -> NDArray[np.float64]:
    """The features of `NAMES`, a row a paper."""
    return np.array([_row(p) for p in papers], dtype=float).reshape(len(papers), len(NAMES))


def _row(paper: Paper) -> list[float]:
    title, abstract = paper.title, paper.abstract
    return [
        float(np.log1p(len(title.split()))),
        float(":" in title),
        float(bool(_COINED.match(title))),
        float("?" in title),
        float(bool(_SURVEY.search(title))),
        float(np.log1p(len(abstract.split()))),
        float(bool(_LINK.search(abstract))),
        float(bool(_CODE.search(abstract))),
        float(bool(_SITE.search(abstract))),
        float(np.log1p(len(_NUMBER.findall(abstract)))),
        float(np.log1p(len(_SHARE.findall(abstract)))),
    ]
