"""What an opinion may not hold: numbers, names, comparisons and superlatives, which would be facts without a quote."""

from __future__ import annotations

import re

from bot.grounding.names import names
from bot.grounding.quantities import numbers
from bot.grounding.words import Words

_COMPARED = re.compile(
    r"\b(?:outperform|surpass|exceed|beat|underperform)\w*|\bthan\b|\b(?:better|worse|faster|slower|higher|"
    r"lower|larger|smaller|fewer|superior|inferior|stronger|weaker|"
    r"greater|cheaper|simpler|easier|harder|longer|shorter|richer|bigger|deeper|broader|earlier|later|safer|"
    r"clearer|closer|newer|older)\b|"
    r"\bmore (?!or less\b)\w+|(?<!more or )\bless \w+|\bunlike\b|\bcompared\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:best|worst|first|most|least|only|state[\s-]*of[\s-]*the[\s-]*art|sota|unprecedented|groundbreaking|"
    r"revolutionary|breakthrough|unmatched|unparall?eled|ultimate|"
    r"perfect|always|never|all|every|proves?|proven|guarantees?)\b|\b(?!(?:inter|modest|honest|interest|test|"
    r"latest|request|suggest|rest|forest|west|manifest|contest|invest|"
    r"digest|quest|guest|harvest|protest|arrest|nest|chest|best|vest|crest|earnest|behest)\b)\w{3,}(?:i?est)\b",
    re.IGNORECASE,
)


def check_judgement(claim: Words) -> list[str]:
    """What in an opinion would have to be a fact with a quote."""
    reasons = []
    if found := numbers(claim.text):
        reasons.append(f"an opinion may not hold a number: “{found[0].shown}”")
    if named := names(claim.text):
        reasons.append(f"an opinion may not hold a name: “{named[0][0]}”")
    if match := _COMPARED.search(claim.text):
        reasons.append(f"an opinion may not compare: “{match[0]}”")
    if match := _SUPERLATIVE.search(claim.text):
        reasons.append(f"an opinion may not hold a superlative: “{match[0]}”")
    return reasons
