"""Numbers with their units, and whether the quote holds each number that a claim states."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.grounding.words import STOP, Words, stem

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
_WORDS: dict[str, float] = {word: float(value) for value, word in enumerate(_ONES.split())}
_WORDS |= {word: 10.0 * n for n, word in enumerate(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=3)}
_WORDS |= {"dozen": 12.0, "hundred": 100.0}
_TIMES = {"twice": 2.0, "double": 2.0, "doubles": 2.0, "doubled": 2.0, "doubling": 2.0, "triple": 3.0, "triples": 3.0, "tripled": 3.0,
          "quadruple": 4.0, "quadruples": 4.0, "twofold": 2.0, "threefold": 3.0, "fourfold": 4.0, "fivefold": 5.0, "tenfold": 10.0}  # fmt: skip
_SHARES = {"half": 50.0, "halves": 50.0, "halved": 50.0, "halving": 50.0, "quarter": 25.0, "third": 100 / 3}
_SCALES = {"thousand": 1e3, "thousands": 1e3, "million": 1e6, "millions": 1e6, "mn": 1e6, "billion": 1e9, "billions": 1e9, "bn": 1e9,
           "trillion": 1e12, "trillions": 1e12, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "hundred": 1e2, "hundreds": 1e2}  # fmt: skip

_UNITS: dict[str, str] = {}
for _unit, _names in {
    "percent": "% percent pct",
    "points": "points point pp pts pt percentage-points percentage-point",
    "times": "x × times fold -fold",
    "ns": "ns nanoseconds nanosecond",
    "us": "μs us microseconds microsecond",
    "ms": "ms milliseconds millisecond",
    "s": "s sec secs seconds second",
    "min": "min mins minutes minute",
    "h": "h hr hrs hours hour",
    "d": "days day",
    "wk": "weeks week",
    "mo": "months month",
    "yr": "yr yrs years year",
    "kb": "kb kib kilobytes",
    "mb": "mb mib megabytes",
    "gb": "gb gib gigabytes gigabyte",
    "tb": "tb tib terabytes terabyte",
    "nm": "nm nanometers nanometres",
    "um": "μm um micrometers microns",
    "mm": "mm millimeters millimetres",
    "cm": "cm centimeters centimetres",
    "m": "m meters metres meter metre",
    "km": "km kilometers kilometres",
    "hz": "hz",
    "khz": "khz",
    "mhz": "mhz",
    "ghz": "ghz",
    "thz": "thz",
    "ev": "ev",
    "mev": "mev",
    "kev": "kev",
    "gev": "gev",
    "tev": "tev",
    "j": "joules joule",
    "w": "watts watt",
    "kw": "kw kilowatts",
    "mw": "mw",
    "db": "db decibels",
    "fps": "fps",
    "kg": "kg kilograms",
    "g": "grams",
    "deg": "degrees degree °",
    "k": "kelvin",
}.items():
    _UNITS.update(dict.fromkeys(_names.split(), _unit))
_MULTIPLE = {"ns": ("t", 1e-9), "us": ("t", 1e-6), "ms": ("t", 1e-3), "s": ("t", 1.0), "min": ("t", 60.0), "h": ("t", 3600.0), "d": ("t", 86400.0),
             "wk": ("t", 604800.0), "kb": ("b", 1e3), "mb": ("b", 1e6), "gb": ("b", 1e9), "tb": ("b", 1e12), "nm": ("l", 1e-9), "um": ("l", 1e-6),
             "mm": ("l", 1e-3), "cm": ("l", 1e-2), "m": ("l", 1.0), "km": ("l", 1e3), "hz": ("f", 1.0), "khz": ("f", 1e3), "mhz": ("f", 1e6),
             "ghz": ("f", 1e9), "thz": ("f", 1e12), "mo": ("y", 1.0), "yr": ("y", 12.0)}  # fmt: skip
# Bare letters are units only when they touch the digits or are printed as units are.
_LOOSE = frozenset({"s", "m", "h", "min", "d", "g", "x"})

_NUMBER = re.compile(
    r"""(?<![\w.^])(?P<sign>[-+±~]?)(?P<body>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+|\.\d+)
        (?:\s?[x×·*]\s?10\s?\^?\s?\(?(?P<ten>[-+]?\d{1,3})\)?|(?P<e>[eE][-+]?\d{1,3}))?
        (?P<tail>[A-Za-zμ°%×]*)""",
    re.VERBOSE,
)
_POWER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?\^\s?\(?([-+]?\d{1,3})\)?")
_WORD = re.compile(
    r"\b(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](?P<ones>one|two|three|four|five|six|seven|eight|nine)|"
    r"(?P<one>" + "|".join([*_WORDS, *_TIMES, *_SHARES]) + r"))\b(?P<tail>)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\s-]*(%|×|°|[A-Za-zμ]+)?(?:[\s-]+([A-Za-z]+))?")
_ENUMERATOR = re.compile(
    r"(?:\(|\b(?:stage|step|phase|section|sec\.?|figure|fig\.?|table|eq\.?|rq|chapter|algorithm|theorem|lemma|level|part)\s?)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|over|more than|some|up to|close to|under|less than|at least|circa)\s*$|[~≈>≥<]\s*$",
    re.IGNORECASE,
)
# "one" and "first half" count nothing.
_IDLE = frozenset({"one", "zero", "third", "quarter", "half"})
_SMALL = 12


@dataclass(frozen=True, slots=True)
class Number:
    """A number as stated: its value in base units, how fine it was printed, its unit, and where it stands."""

    shown: str
    value: float
    step: float
    unit: str | None
    start: int
    end: int
    after: str
    word: bool
    about: bool


def _unit_of(name: str, *, touching: bool) -> str | None:
    unit = _UNITS.get(name) or _UNITS.get(name.lower())
    return None if unit and name.lower() in _LOOSE and not touching and name != "x" else unit


def _measured(value: float, step: float, tail: str, text: str, end: int) -> tuple[float, float, str | None, int, str]:
    """Value, step, unit, end and the noun that follows, after scale words and units have been read."""
    unit = None
    noun = ""
    touching = True
    for _ in range(3):
        if not tail:
            match = _AFTER.match(text, end)
            tail, touching = (match[1] or "", text[end : match.start(1)] == "") if match else ("", False)
            stop = match.end(1) if match and match[1] else end
        else:
            stop = end + len(tail)
        if not tail:
            break
        scale = _SCALES.get(tail) or (_SCALES.get(tail.lower()) if len(tail) > 1 else None)
        if scale and (touching or len(tail) > 1) and unit is None:
            value, step, end, tail = value * scale, step * scale, stop, ""
            continue
        if tail[:1] == "%" or tail.lower() in {"percent", "percentage", "per"}:
            match = re.compile(r"\s?(?:%|percent\w*|per cent)[\s-]*(points?|pp)?").match(text, stop - len(tail))
            if match:
                return value, step, "points" if match[1] else "percent", match.end(), noun
        unit = _unit_of(tail, touching=touching)
        if unit:
            end = stop
        else:
            noun = tail
        break
    return value, step, unit, end, noun


def _base(value: float, step: float, unit: str | None) -> tuple[float, float, str | None]:
    if unit in _MULTIPLE:
        family, factor = _MULTIPLE[unit]
        return value * factor, step * factor, family
    return value, step, unit


@lru_cache(maxsize=8192)
def numbers(text: str) -> tuple[Number, ...]:
    """Every number that `text` (plain, see `words.plain`) states; enumerators such as "(1)" and "Stage 2" are none."""
    out: list[Number] = []
    found = list(_POWER.finditer(text)) if "^" in text else []
    powers = [(m.start(), m.end()) for m in found]
    for match in found:
        if re.search(r"\d\s?[x×·*]\s?$", text[: match.start()]):
            continue
        value = _power(float(match[1]), int(match[2]))
        out.append(Number(match[0], value, value * 1e-9, None, match.start(), match.end(), "", word=False, about=False))
    for match in _EXPONENT.finditer(text) if "^" in text else ():
        out.append(Number(match[0].strip(), float(match[1]), 0.0, "power", match.start(), match.end(), "", word=False, about=False))
    for match in _NUMBER.finditer(text):
        if any(start <= match.start("body") < end for start, end in powers):
            continue
        if (number := _digits(match, text)) is not None:
            out.append(number)
    out.extend(number for match in _WORD.finditer(text) if (number := _spelt(match, text)) is not None)
    return tuple(sorted(out, key=lambda number: number.start))


_EXPONENT = re.compile(r"(?<=[A-Za-z)])\s?\^\s?\(?(\d+(?:\.\d+)?)")


def _power(base: float, exponent: int) -> float:
    try:
        return base**exponent
    except (OverflowError, ZeroDivisionError):
        return float("inf")


def _digits(match: re.Match[str], text: str) -> Number | None:
    body, tail = match["body"], match["tail"]
    start = match.start()
    before = text[max(0, start - 12) : start]
    after = text[match.end() : match.end() + 1]
    if "." not in body and len(body) <= 2 and (_ENUMERATOR.search(before) and (after in ")." or before[-1:] != "(")):
        return None
    # "3D", "4th", "7B-chat" are names or scales, told apart here; "GPT-4" never gets here, its digits follow a letter.
    if tail and not _reads_as_measure(tail):
        return None
    if before[-1:] == "-" and before[-2:-1].isalpha():
        return None
    value = float(body.replace(",", ""))
    step = 10.0 ** -len(body.partition(".")[2])
    exponent = match["ten"] or (match["e"] or "")[1:]
    if exponent:
        factor = _power(10.0, int(exponent))
        value, step = value * factor, step * factor
    if match["sign"] == "-" and not before[-1:].isalnum():
        value = -value
    value, step, unit, end, noun = _measured(value, step, tail, text, match.end() - len(tail) if tail else match.end())
    about = match["sign"] == "~" or bool(_ABOUT.search(before))
    shown = text[match.start("body") : max(end, match.end())].strip()
    return Number(
        shown, *_base(value, step, unit), match.start("body"), max(end, match.end()), noun, word=False, about=about
    )


def _reads_as_measure(tail: str) -> bool:
    return tail in _SCALES or tail[:1] in "%×" or tail.lower() in _UNITS or tail.lower() in _SCALES


def _spelt(match: re.Match[str], text: str) -> Number | None:
    if match["tens"]:
        value, word = _WORDS[match["tens"].lower()] + _WORDS[match["ones"].lower()], match[0]
    else:
        word = match["one"].lower()
        if word in _TIMES:
            return Number(match[0], _TIMES[word], 1.0, "times", match.start(), match.end(), "", word=True, about=False)
        if word in _IDLE:
            return None
        if word in _SHARES:
            return Number(
                match[0], _SHARES[word], 1.0, "percent", match.start(), match.end(), "", word=True, about=True
            )
        value = _WORDS[word]
    before = text[max(0, match.start() - 12) : match.start()]
    if (
        _WORD.search(before)
        and before.endswith((" ", "-"))
        and before.strip().lower().split(" ")[-1] in _WORDS
        and value >= 100
    ):
        return None
    value, step, unit, end, noun = _measured(value, 1.0, "", text, match.end())
    return Number(
        match[0], *_base(value, step, unit), match.start(), end, noun, word=True, about=bool(_ABOUT.search(before))
    )


_FREE = frozenset({"percent", "points", "times"})


def _same_unit(claim: Number, quote: Number, *, absolute: bool) -> bool:
    if claim.unit == quote.unit:
        return True
    if quote.unit is None:
        return claim.unit in _FREE
    if claim.unit is None:
        # "an accuracy of 94.5" for 94.5 %; a count ("20 tasks") is no share.
        return quote.unit in _FREE and not (claim.after.islower() and claim.after.endswith("s") and claim.after not in STOP)
    return {claim.unit, quote.unit} == {"percent", "points"} and absolute


def _same_value(claim: Number, quote: Number) -> bool:
    if claim.value == quote.value or abs(claim.value - quote.value) <= 1e-9 * max(abs(claim.value), abs(quote.value)):
        return True
    if claim.value * quote.value < 0:
        return abs(claim.value + quote.value) <= 1e-9 * abs(claim.value)
    if claim.step > quote.step and abs(claim.value - quote.value) <= claim.step * 0.500001:
        return True
    if not claim.about or claim.word:
        return False
    # "over 5,000" for 5,032: as many places as the claim's trailing zeros leave open.
    digits = f"{claim.value:.0f}"
    open_places = len(digits) - len(digits.rstrip("0"))
    return open_places > 0 and abs(claim.value - quote.value) < 10.0**open_places * 0.500001


def _absolute(text: str) -> bool:
    return "absolute" in text or "percentage point" in text


def matches(claim: Number, quote: Number, *, absolute: bool = False) -> bool:
    """The same quantity: equal or correctly rounded, in the same unit."""
    return _same_value(claim, quote) and _same_unit(claim, quote, absolute=absolute)


def _listed(quote: Words, count: float) -> bool:
    """Whether the quote lists that many things: "A, B, and C" are three."""
    for run in re.finditer(r"[^,;.()]+(?:,[^,;.()]+)+", quote.text):
        items = run[0].count(",") + 1
        extra = (
            1
            if re.search(r",?\s(?:and|or|as well as)\s(?!.*,)", run[0]) and not re.search(r",\s*(?:and|or)\s", run[0])
            else 0
        )
        if count in {items, items + extra, items - 1}:
            return True
    return count == 2 and (" and " in quote.folded or " both " in quote.folded)


def check_numbers(claim: Words, quote: Words, source_numbers: Callable[[], tuple[Number, ...]]) -> list[str]:
    """What is wrong with the claim's numbers, as sentences; empty where each stands in the quote."""
    stated = numbers(claim.text)
    if not stated:
        return []
    held = numbers(quote.text)
    absolute = _absolute(claim.folded) or _absolute(quote.folded)
    reasons = []
    for number in stated:
        if any(matches(number, other, absolute=absolute) for other in held):
            continue
        if number.word and number.unit is None and number.value <= _SMALL and _counted(number, quote, source_numbers):
            continue
        same = [other for other in held if _same_value(number, other)]
        if same:
            reasons.append(f"“{number.shown}” has another unit in the quote: “{same[0].shown}”")
        else:
            reasons.append(f"“{number.shown}” is not in the quote")
    return reasons or _bounded(claim, quote, stated, held) or _swapped(claim, quote, stated, held)


_OVER = re.compile(r"\b(?:over|more than|at least|above|exceed\w*|greater than|higher than|no less than)\s*$|[>≥]\s*$")
_UNDER = re.compile(r"\b(?:under|less than|fewer than|at most|up to|below|lower than|no more than|within)\s*$|[<≤]\s*$")


def _bounded(claim: Words, quote: Words, stated: tuple[Number, ...], held: tuple[Number, ...]) -> list[str]:
    """More than 30, where the quote has less than 30."""
    for number in stated:
        ours = claim.folded[max(0, number.start - 16) : number.start]
        for other in held:
            if not matches(number, other):
                continue
            theirs = quote.folded[max(0, other.start - 16) : other.start]
            if (_OVER.search(ours) and _UNDER.search(theirs)) or (_UNDER.search(ours) and _OVER.search(theirs)):
                return [f"“{number.shown}” is bounded the other way in the quote"]
    return []


def _counted(number: Number, quote: Words, source_numbers: Callable[[], tuple[Number, ...]]) -> bool:
    """A small count in words: the quote lists that many, or the paper says so of the same noun."""
    if _listed(quote, number.value):
        return True
    return any(other.value == number.value for other in source_numbers())


_NEAR = 4


def _around(words: Words, number: Number) -> frozenset[str]:
    """The stems that stand next to a number, names kept."""
    near = [
        one
        for one, word, start in zip(words.stems, words.lower, words.starts, strict=True)
        if number.start - 45 <= start < number.end + 45
        and not (number.start <= start < number.end)
        and word[0].isalpha()
        and len(word) > 1
    ]
    return frozenset(near)


def _swapped(claim: Words, quote: Words, stated: tuple[Number, ...], held: tuple[Number, ...]) -> list[str]:
    """Two numbers of the quote that stand in the claim in each other's place."""
    pairs = [(number, other) for number in stated for other in held if matches(number, other)]
    firm = [(a, b) for a, b in pairs if sum(x is a for x, _ in pairs) == 1 and sum(y is b for _, y in pairs) == 1]
    for index, (a, qa) in enumerate(firm):
        for b, qb in firm[index + 1 :]:
            if a.value == b.value or a.unit != b.unit:
                continue
            straight = len(_own(claim, a, b) & _own(quote, qa, qb)) + len(_own(claim, b, a) & _own(quote, qb, qa))
            crossed = len(_own(claim, a, b) & _own(quote, qb, qa)) + len(_own(claim, b, a) & _own(quote, qa, qb))
            turned = (a.start < b.start) != (qa.start < qb.start)
            if crossed > straight or (turned and crossed >= straight):
                return [f"“{a.shown}” and “{b.shown}” stand the other way round in the quote"]
    return []


def _own(words: Words, number: Number, rival: Number) -> frozenset[str]:
    """The words closer to this number than to the other one."""
    mine = set()
    for one, word, start in zip(words.stems, words.lower, words.starts, strict=True):
        if (
            not word[0].isalpha()
            or len(word) < 2
            or word in {"the", "of", "and", "to", "in", "on", "for", "by", "with", "is", "an", "from", "at"}
        ):
            continue
        far = min(abs(start - number.end), abs(number.start - start - len(word)))
        other = min(abs(start - rival.end), abs(rival.start - start - len(word)))
        if far < other and far <= 40:
            mine.add(one)
    return frozenset(mine)
