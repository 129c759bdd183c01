"""Where people work is the record's to say: a claim states nobody's workplace."""

from __future__ import annotations

import re

from bot.grounding.names import squeezed
from bot.grounding.stems import listed
from bot.grounding.words import Words

_WORKPLACE = re.compile(
    r"\b(?i:researchers?|scientists?|engineers?|teams?|authors?|group|groups|labs?|laborator(?:y|ies)|"
    r"colleagues|academics|work|paper|study|developed|"
    r"built|created|trained|proposed|introduced|released|written|made|led|conducted)\s+(?:\w+\s+)?(?:from|at|"
    r"of|by|with|in)\s+(?:the\s+|a\s+team\s+(?:at|from)\s+)?"
    r"(?P<who>(?:[A-Z][\w&.'-]*)(?:\s+(?:of|and|for|the|at)?\s?[A-Z][\w&.'-]*)*)"
)
_HOUSE = re.compile(
    r"\b(?:University|Universit\w+|Institute of|Institut|College|Laborator(?:y|ies)|Academy of|Polytechnic|"
    r"Inc\.?|Corp(?:oration|\.)?|Ltd\.?|GmbH)\b|"
    r"\b(?:DeepMind|OpenAI|Anthropic|Google|Meta AI|FAIR|Facebook|Microsoft|Amazon|Apple|NVIDIA|Nvidia|IBM|"
    r"Baidu|Tencent|Alibaba|Huawei|ByteDance|Samsung|"
    r"Salesforce|Adobe|Intel|Stanford|MIT|CMU|Carnegie Mellon|Berkeley|Princeton|Harvard|Oxford|Cambridge|ETH "
    r"Zurich|EPFL|Tsinghua|Peking|CERN|NASA|"
    r"Max Planck|INRIA|Inria|Allen Institute|Mila|KAIST|Caltech|Yale|Cornell|Columbia University|NYU|UCLA|Toronto)\b"
)
_POSSESSIVE = re.compile(
    r"(?P<who>[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*)*)(?:'s)?\s+(?:researchers|scientists|engineers|authors|team|"
    r"colleagues)\b"
)
_PEOPLE = re.compile(r"researcher|scientist|engineer|team|author|group|lab|colleague|academic", re.IGNORECASE)

_PRONOUNS = listed(
    "The These Those Our Their Its This Other Many Some Most Several Few All Both Human Expert Two Three"
)


def check_workplaces(claim: Words, quote: Words) -> list[str]:
    """Affiliations come from the record, never from a claim; one that the quote itself states is let be."""
    text = claim.text
    for pattern in (_WORKPLACE, _POSSESSIVE):
        for match in pattern.finditer(text):
            who = match["who"].removeprefix("The ")
            if who.split()[0] in _PRONOUNS:
                continue
            if (_HOUSE.search(who) or pattern is _POSSESSIVE or _person_like(match[0])) and squeezed(
                who
            ) not in squeezed(quote.text):
                return [f"“{who}” is stated as somebody's workplace, which no claim may do"]
    for match in _HOUSE.finditer(text):
        if squeezed(match[0]) not in squeezed(quote.text):
            return [f"“{match[0]}” reads as an affiliation and is not in the quote"]
    return []


def _person_like(phrase: str) -> bool:
    return bool(_PEOPLE.match(phrase))
