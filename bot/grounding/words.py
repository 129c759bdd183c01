"""Plain words out of printed text: LaTeX and typography folded away, tokens, stems and what counts as content."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache


def listed(words: str) -> frozenset[str]:
    """The words of a text, as a set: how all word lists here are written."""
    return frozenset(words.split())


SYMBOLS = {
    "times": "×",
    "geq": "≥",
    "ge": "≥",
    "leq": "≤",
    "le": "≤",
    "pm": "±",
    "approx": "≈",
    "sim": "~",
    "ll": "<",
    "gg": ">",
    "cdot": "·",
    "to": "→",
    "rightarrow": "→",
    "infty": "∞",
    "percent": "%",
    "ldots": "…",
    "dots": "…",
    "neq": "≠",
}
# Commands that only dress the words in their braces.
DRESS = listed("""
    emph textbf textit texttt textsc textsf textrm text mathrm mathbf mathit mathcal mathbb mathsf mathtt
    boldsymbol bm underline operatorname mbox hbox left right em bf it sc tt rm url href footnote displaystyle
    textsuperscript xspace
""")
_FOLD = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("‘’‚‛ʼ`´", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "ı": "i",
        "ﬁ": "fi",
        "ﬂ": "fl",
    }
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?\s?|\\([%&#_$])|\\.")
_MATH = re.compile(r"[${}]|~(?=[A-Za-z])")
_LINE_END_HYPHEN = re.compile(r"(?<=[a-z])-\s*\n\s*(?=[a-z])")
# Some corpora print "does n't" and "45 %"; a claim never does.
_SPLIT_NOT = re.compile(r"\s+n't\b", re.IGNORECASE)

TOKEN = re.compile(r"[^\W\d_][^\W_]*(?:'[^\W\d_]+)?|\d+(?:[.,]\d+)*|[%×]")


def _command(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return match[2] or " "
    if name in DRESS:
        return ""
    return SYMBOLS.get(name, name) + " "


def plain(text: str) -> str:
    """The text as a reader sees it: NFKC, LaTeX undressed, one kind of dash and quote, single spaces; case kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("²", "^2").replace("³", "^3")).translate(_FOLD)
    if "-\n" in text:
        text = _LINE_END_HYPHEN.sub("", text)
    if "\\" in text:
        text = _COMMAND.sub(_command, text)
    if "$" in text or "{" in text or "}" in text or "~" in text:
        text = _MATH.sub(lambda m: " " if m[0] == "~" else "", text)
    if "n't" in text:
        text = _SPLIT_NOT.sub("n't", text)
    return " ".join(text.replace("`", "'").split())


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


@dataclass(frozen=True)
class Words:
    """One piece of plain text and its tokens, lower case, with where each begins; `raw` keeps their case."""

    text: str
    raw: tuple[str, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """Fold and split a text once; everything else is asked of the result."""
        folded = plain(text)
        found = list(TOKEN.finditer(folded))
        return cls(folded, tuple([match[0] for match in found]), tuple([match.start() for match in found]))

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """The tokens in lower case."""
        return tuple([token.lower() for token in self.raw])

    @cached_property
    def folded(self) -> str:
        """The text in lower case, for patterns."""
        return self.text.lower()

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """A stem for each token, in order."""
        return tuple([stem(token) for token in self.lower])

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems that carry meaning: no function words, no numbers, nothing of one letter."""
        return frozenset(
            one
            for word, one in zip(self.lower, self.stems, strict=True)
            if len(word) > 1 and word[0].isalpha() and word not in STOP
        )

    @cached_property
    def known(self) -> frozenset[str]:
        """All stems, and those of neighbours written as one word (*pre-trained* also as *pretrained*)."""
        joined = {
            stem(a + b)
            for (a, b, at, start) in zip(self.lower, self.lower[1:], self.starts, self.starts[1:], strict=False)
            if start - at - len(a) == 1 and self.text[start - 1] == "-"
        }
        return frozenset(self.stems) | joined
