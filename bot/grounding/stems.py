"""Word lists and rough stems: what counts as content, and which words are one."""

from __future__ import annotations

from functools import lru_cache


def listed(words: str) -> frozenset[str]:
    """The words of a text, as a set: how all word lists here are written."""
    return frozenset(words.split())


_SUFFIXES = (
    "izations",
    "isations",
    "izing",
    "ising",
    "ization",
    "isation",
    "ational",
    "fulness",
    "iveness",
    "ations",
    "ation",
    "ingly",
    "ments",
    "ances",
    "ences",
    "ities",
    "ating",
    "ators",
    "ively",
    "ically",
    "ness",
    "ment",
    "ance",
    "ence",
    "able",
    "ible",
    "ator",
    "ates",
    "ated",
    "ions",
    "ings",
    "ally",
    "ical",
    "izes",
    "ized",
    "ises",
    "ised",
    "ions",
    "ity",
    "ies",
    "ied",
    "ing",
    "ion",
    "ers",
    "ive",
    "ate",
    "ize",
    "ise",
    "est",
    "ors",
    "ous",
    "ful",
    "ed",
    "er",
    "or",
    "es",
    "ly",
    "al",
    "ic",
    "s",
    "e",
    "y",
)
_SHORTEST = 4
_IRREGULAR = {
    "better": "better",
    "data": "data",
    "datum": "data",
    "less": "less",
    "loss": "loss",
    "lost": "loss",
    "shown": "show",
    "found": "find",
    "made": "make",
    "built": "build",
    "taught": "teach",
    "chosen": "choos",
    "written": "writ",
    "led": "lead",
    "learnt": "learn",
    "analyses": "analys",
    "analysis": "analys",
    "indices": "index",
    "matrices": "matrix",
    "vertices": "vertex",
    "uses": "use",
    "used": "use",
    "using": "use",
    "usage": "use",
    "models": "model",
    "modelling": "model",
    "modeling": "model",
    "modelled": "model",
}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A rough stem: enough to meet *compress* in *compression*; British and American spellings meet as well."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = word.removesuffix("'s").replace("'", "")
    if not word.isalpha() or len(word) <= _SHORTEST:
        return word.removesuffix("s") if len(word) == _SHORTEST and not word.endswith("ss") else word
    for suffix in _SUFFIXES:
        if (
            word.endswith(suffix)
            and len(word) - len(suffix) >= _SHORTEST
            and not (suffix == "s" and word.endswith("ss"))
        ):
            word = word[: -len(suffix)]
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word.rstrip("ey") if len(word) > _SHORTEST else word


# Function words, and the words in which every paper is told: they support nothing.
FUNCTION = listed("""
    a about above across after again all also although am among an and any are as at be because been before
    being between both but by can could did do does doing done down during each either else etc even ever every
    few first for from further get gets give given gives had has have having he her here hers him his how
    however i if in instead into is it its itself just last less like made make makes making many may me might
    more moreover most much must my near need needs neither never new no nor not now of off often on once one
    ones only onto or other others our ours out over own per quite rather same several shall she should since so
    some still such than that the their theirs them themselves then there thereby therefore these they this
    those though through throughout thus to too toward towards under until up upon us use used uses using
    various very via was way ways we well were what when where whereas whether which while who whom whose why
    will with within without would yet you your two three four five six seven eight nine ten
""")
STOP = FUNCTION | listed("""
    ability able achieve achieved achieves achieving addition additional aim aims allow allowing allows analysis
    approach approaches author authors based called case cases come comes compare compared comparing consider
    contribution demonstrate demonstrated demonstrates demonstrating different enable enables enabling evaluate
    evaluated evaluation evaluations existing experiment experimental experiments explore explores find finding
    findings finds found framework furthermore goal help helps include includes including indicate indicates
    introduce introduced introduces introducing investigate investigates issue known leading leads main method
    methods namely novel number observe offer offers paper papers perform performance performs present presented
    presenting presents problem problems propose proposed proposes proposing prove provide provided provides
    providing recent recently report reported reports research result resulting results reveal reveals set show
    showed showing shown shows specifically studies study suggest suggests task tasks technique techniques term
    terms test tested using work works yield yields
""")
