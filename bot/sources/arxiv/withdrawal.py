"""Knows from the words of a comment or an abstract whether the paper itself was withdrawn."""

from __future__ import annotations

import re

_WITHDRAWN = re.compile(r"\bwithdraw(?:n|al)\b", re.IGNORECASE)
_WITHDRAWN_AT_START = re.compile(
    r"\W*(?:(?:this|the)\s+[\w-]+\s+(?:has\s+(?:now\s+)?been|have\s+been|was|is)\s+)?(?:temporarily\s+)?withdrawn\b",
    re.IGNORECASE,
)
# Wordings in which something else was withdrawn: an earlier version, another paper, a submission to a journal.
_NOT_THIS_ONE = re.compile(
    r"(?:previous|earlier|prior|older?|replaces|supersedes|(?:updated|corrected) version of)\b[^.;]*withdraw"
    r"|withdrawn(?:\s+article)?\s+from\b"
    r"|withdrawn\s+by\s+mistake"
    r"|the\s+[A-Z]\w*\s+paper\s+has\s+been\s+withdrawn"
    r"|withdrawn\)?\s+(?:arxiv:)?(?:[a-z-]+/\d{7}|\d{4}\.\d{4,5})",
    re.IGNORECASE,
)


def is_withdrawn(comment: str | None, abstract: str) -> bool:
    """Whether words say that this paper itself was withdrawn (wordings: 135 real comments)."""
    if _WITHDRAWN_AT_START.match(abstract):
        return True
    return bool(comment and _WITHDRAWN.search(comment) and not _NOT_THIS_ONE.search(comment))
