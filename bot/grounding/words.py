"""Plain words out of printed text: LaTeX and typography folded away, then tokens and their stems."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from bot.grounding.stems import STOP, listed, stem

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
