"""Keep what must not be translated out of a translator's reach, and check what comes back."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_OPEN, _CLOSE = "⟦", "⟧"
_MARK = re.compile(r"⟦\s*(\d+)\s*⟧|\[\[\s*P?(\d+)\s*\]\]")
_WORD_START = r"(?<![\w⟦])"
_NUMBER = r"[-+−±~≈<>≤≥]?\$?\d[\d,.]*\d|[-+−±~≈<>≤≥]?\$?\d"
_UNIT = r"(?:\s?(?:%|‰|×|°C?|[kKMBGT]?B\b|GHz|MHz|ms|kHz|Hz|km|cm|mm|nm|dB|px|fps|FLOPs?|[kKMBT](?!\w)|x(?!\w)|\^\d+))?"
#: What stays as it is, most specific first: mathematics, code, addresses, ids, names, numbers with their signs.
_KEPT = (
    r"\$[^$\n]+\$",
    r"\\\([^\n]*?\\\)",
    r"`[^`\n]+`",
    r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]}'\"”’]",
    r"\b10\.\d{4,9}/[^\s<>]*[^\s<>.,;:!?)\]}]",
    r"“[^”\n]+”",
    rf"{_WORD_START}(?=[\w@/+.-]*[A-Za-z])(?=[\w@/+.-]*\d)[A-Za-z0-9][\w@/+-]*(?:\.\d+)*[\w+]*",  # GPT-3, pass@1, 3D
    rf"{_WORD_START}(?:[A-Za-z]*[a-z][A-Z]\w*|[A-Z]{{2,}}\w*|[A-Z]\w+[-/][A-Z]\w*)(?:[-/]\w+)*",  # ImageNet, NLP, T-SNE
    rf"{_WORD_START}(?:{_NUMBER}){_UNIT}",
)
# A capital within a sentence is a name; after a full stop or at the beginning it may be any word.
_NAME = re.compile(r"(?<=[a-z,;)] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")

_SCRIPTS = {
    "zh": ("CJK",), "ja": ("CJK", "HIRAGANA", "KATAKANA"), "ko": ("HANGUL",), "ru": ("CYRILLIC",), "uk": ("CYRILLIC",),
    "el": ("GREEK",), "ar": ("ARABIC",), "he": ("HEBREW",), "hi": ("DEVANAGARI",), "th": ("THAI",),
}  # fmt: skip
_FEWEST_SCRIPT = 0.6
_NOT = re.compile(r"\b(?:no|not|never|none|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_NEGATIONS = {
    "zh": r"[不没無无非未否别勿莫]|缺乏|免",
    "ja": r"な[いくかけし]|ず|ぬ|ません|[不無非未]",
    "ko": r"않|없|못|아니|[불비무미]",
    "de": r"\b(?:nicht|kein\w*|ohne|nie\w*|weder|noch)\b|un\w+",
    "fr": r"\b(?:ne|non|pas|sans|aucun\w*|jamais|ni)\b|\bn['’]",
    "es": r"\b(?:no|sin|nunca|ning\w+|ni|tampoco)\b",
    "ru": r"\b(?:не\w*|ни\w*|без|нет)\b",
}
#: Characters of a translation for each character of English, fewest and most; measured loosely, meant for the absurd.
_LENGTHS = {"zh": (0.12, 0.9), "ja": (0.15, 1.2), "ko": (0.2, 1.2)}
_LATIN_LENGTHS = (0.5, 2.2)
_END = re.compile(r"[.!?](?=\s|$)|[。！？]")
_INTRUDER = re.compile(r"https?://|www\.|(?<!\w)@\w|<[!@#a-z/]|\]\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with marks (`⟦1⟧`) where what must stay as it is has been taken out; `kept[0]` belongs to mark 1."""

    original: str
    text: str
    kept: tuple[str, ...]

    def unmasked(self, translated: str) -> str:
        """The translation with everything put back."""
        return _MARK.sub(lambda mark: self._at(int(mark[1] or mark[2])), translated)

    def _at(self, number: int) -> str:
        return self.kept[number - 1] if 0 < number <= len(self.kept) else ""


def mask(text: str, keep: Sequence[str] = ()) -> Masked:
    """Take names, numbers with units, mathematics, code, quotes and addresses out of a text, and each of `keep`."""
    text = text.replace(_OPEN, "[").replace(_CLOSE, "]")
    named = (re.escape(word) for word in sorted(set(keep), key=len, reverse=True) if len(word) > 1)
    pattern = re.compile("|".join((*(rf"(?<!\w){word}(?!\w)" for word in named), *_KEPT)))
    spans = [match.span() for match in pattern.finditer(text)]
    names = [match.span() for match in _NAME.finditer(text)]
    spans += [name for name in names if all(name[1] <= start or name[0] >= end for start, end in spans)]
    out, kept, at = [], [], 0
    for start, end in sorted(spans):
        kept.append(text[start:end])
        out += [text[at:start], f"{_OPEN}{len(kept)}{_CLOSE}"]
        at = end
    return Masked(text, "".join((*out, text[at:])), tuple(kept))


def doubts(masked: Masked, translated: str, language: str) -> tuple[str, ...]:
    """What speaks against a translation, still with its marks in place; nothing where all is well."""
    if not translated.strip():
        return ("the translation is empty",)
    bare = _MARK.sub(" ", translated)
    base = language.partition("-")[0].lower()
    checks = (
        _marks(masked, translated),
        _strangers(masked, bare, base),
        _script(masked, bare, base),
        _length(masked, translated, base),
        _sentences(masked, translated),
        _negation(masked, bare, base),
    )
    return tuple(doubt for doubt in checks if doubt)


def _marks(masked: Masked, translated: str) -> str | None:
    wanted = Counter(range(1, len(masked.kept) + 1))
    found = Counter(int(mark[1] or mark[2]) for mark in _MARK.finditer(translated))
    lost = [masked.kept[number - 1] for number in (wanted - found)]
    if lost:
        return f"“{lost[0]}” is missing"
    if found - wanted:
        number = min(found - wanted)
        return f"“{masked.kept[number - 1]}” is repeated" if number in wanted else "there is a mark too many"
    return "a mark was taken apart" if _OPEN in _MARK.sub("", translated) else None


def _strangers(masked: Masked, bare: str, base: str) -> str | None:
    """Numbers, Latin words or addresses that the original does not have."""
    if match := _INTRUDER.search(bare):
        return f"it holds “{match[0]}”, which the original does not"
    original = _MARK.sub(" ", masked.text)
    if Counter(re.findall(r"\d+", bare)) - Counter(re.findall(r"\d+", original)):
        return "it holds a number that the original does not"
    if base not in _SCRIPTS:
        return None
    known = {word.lower() for word in re.findall(r"[A-Za-z]{2,}", masked.original)}
    strange = [word for word in re.findall(r"[A-Za-z]{2,}", bare) if word.lower() not in known]
    return f"it holds “{strange[0]}”, which the original does not" if strange else None


def _script(masked: Masked, bare: str, base: str) -> str | None:
    letters = [char for char in bare if char.isalpha()]
    if not letters:
        return None
    if base in _SCRIPTS:
        ours = sum(unicodedata.name(char, "").startswith(_SCRIPTS[base]) for char in letters)
        return None if ours >= _FEWEST_SCRIPT * len(letters) else "most of it is not in the language that was asked for"
    same = " ".join(bare.split()).lower() == " ".join(_MARK.sub(" ", masked.text).split()).lower()
    return "it is the original, untranslated" if same and len(bare.split()) > 3 else None


def _length(masked: Masked, translated: str, base: str) -> str | None:
    size = len(_MARK.sub("", masked.text).strip())
    low, high = _LENGTHS.get(base, _LATIN_LENGTHS)
    if size < 20:
        return None
    share = len(_MARK.sub("", translated).strip()) / size
    return None if low <= share <= high else f"it is far too {'short' if share < low else 'long'}"


def _sentences(masked: Masked, translated: str) -> str | None:
    wanted, found = len(_END.findall(masked.text)), len(_END.findall(translated))
    return f"it has {found} sentences where the original has {wanted}" if abs(wanted - found) > 1 else None


def _negation(masked: Masked, bare: str, base: str) -> str | None:
    if base not in _NEGATIONS or not _NOT.search(masked.text):
        return None
    return None if re.search(_NEGATIONS[base], bare, re.IGNORECASE) else "the original says “not”, and it does not"
