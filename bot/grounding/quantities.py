"""Numbers as a text states them: value, fineness, unit and place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.grounding.units import COUNTS, SCALES, SHARES, TIMES, in_base, is_measure, unit_of

_NUMBER = re.compile(
    r"""(?<![\w.^])(?P<sign>[-+±~]?)(?P<body>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+|\.\d+)
        (?:\s?[x×·*]\s?10\s?\^?\s?\(?(?P<ten>[-+]?\d{1,3})\)?|(?P<e>[eE][-+]?\d{1,3}))?
        (?P<tail>[A-Za-zμ°%×]*)""",
    re.VERBOSE,
)
_POWER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?\^\s?\(?([-+]?\d{1,3})\)?")
_WORD = re.compile(
    r"\b(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](?P<ones>one|two|three|four|"
    r"five|six|seven|eight|nine)|"
    r"(?P<one>" + "|".join([*COUNTS, *TIMES, *SHARES]) + r"))\b(?P<tail>)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\s-]*(%|×|°|[A-Za-zμ]+)?(?:[\s-]+([A-Za-z]+))?")
_ENUMERATOR = re.compile(
    r"(?:(?:^|\s)\(|\b(?:stage|step|phase|section|sec\.?|figure|fig\.?|table|eq\.?|rq|chapter|algorithm|"
    r"theorem|lemma|level|part)\s?)$",
    re.IGNORECASE,
)
_LOOK_BACK = 16  # as far as “approximately” and its space reach
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|over|more than|some|up to|close to|under|less "
    r"than|at least|circa)\s*$|[~≈>≥<]\s*$",
    re.IGNORECASE,
)
# "one" and "first half" count nothing.
_IDLE = frozenset({"one", "zero", "third", "quarter", "half"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number as stated: its value in base units, how fine it was printed, its unit, and where it stands."""

    shown: str
    value: float
    step: float
    unit: str | None
    start: int
    end: int
    after: str = ""
    word: bool = False
    about: bool = False
    factor: float = 1.0


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
        scale = SCALES.get(tail) or SCALES.get(tail.lower())
        if scale and (touching or len(tail) > 1) and unit is None:
            value, step, end, tail = value * scale, step * scale, stop, ""
            continue
        if tail[:1] == "%" or tail.lower() in {"percent", "percentage", "per"}:
            match = re.compile(r"\s?(?:%|percent\w*|per cent)[\s-]*(points?|pp)?").match(text, stop - len(tail))
            if match:
                return value, step, "points" if match[1] else "percent", match.end(), noun
        unit = unit_of(tail)
        if unit:
            end = stop
        else:
            noun = tail
        break
    return value, step, unit, end, noun


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
        out.append(Number(match[0], value, value * 1e-9, None, match.start(), match.end()))
    out.extend(_exponent(match) for match in (_EXPONENT.finditer(text) if "^" in text else ()))
    for match in _NUMBER.finditer(text):
        if powers and any(start <= match.start("body") < end for start, end in powers):
            continue
        if (number := _digits(match, text)) is not None:
            out.append(number)
    out.extend(number for match in _WORD.finditer(text) if (number := _spelt(match, text)) is not None)
    out.sort(key=lambda number: number.start)
    for index in range(len(out) - 2, -1, -1):
        out[index] = _shared(out[index], out[index + 1], text)
    return tuple(out)


_JOINS = frozenset({"", "to", "and", "or", "vs", "versus"})
_RANGE = re.compile(r"\s?(?:to|and|or|-|/|~|,|, and|vs\.?|versus)\s?")


def _shared(number: Number, following: Number, text: str) -> Number:
    """The number with the unit of the next one, as in *from 40 to 25 ms*."""
    if number.unit is not None or number.after not in _JOINS or number.factor != 1 or number.word or following.word:
        return number
    if (following.unit is None and following.factor == 1) or not _RANGE.fullmatch(text[number.end : following.start]):
        return number
    factor = following.factor
    return replace(number, value=number.value * factor, step=number.step * factor, unit=following.unit, factor=factor)


_EXPONENT = re.compile(r"(?<=[A-Za-z)])\s?\^\s?\(?(\d+(?:\.\d+)?)")


def _exponent(match: re.Match[str]) -> Number:
    shown, value = match[0].strip(), float(match[1])
    return Number(shown, value, 0.0, "power", match.start(), match.end())


def _power(base: float, exponent: int) -> float:
    try:
        return base**exponent
    except (OverflowError, ZeroDivisionError):
        return float("inf")


def _digits(match: re.Match[str], text: str) -> Number | None:
    body, tail = match["body"], match["tail"]
    start = match.start()
    before = text[max(0, start - _LOOK_BACK) : start]
    after = text[match.end() : match.end() + 1]
    if "." not in body and len(body) <= 2 and (_ENUMERATOR.search(before) and (after in ")." or before[-1:] != "(")):
        return None
    # "3D", "4th", "7B-chat" are names or scales, told apart here; "GPT-4" never gets here, its digits follow a letter.
    if tail and not is_measure(tail):
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
    end = max(end, match.end())
    shown = text[match.start("body") : end].strip()
    value, step, unit = in_base(value, step, unit)
    factor = step / 10.0 ** -len(body.partition(".")[2])
    return Number(shown, value, step, unit, match.start("body"), end, noun, about=about, factor=factor)


def _spelt(match: re.Match[str], text: str) -> Number | None:
    if match["tens"]:
        value = COUNTS[match["tens"].lower()] + COUNTS[match["ones"].lower()]
    else:
        word = match["one"].lower()
        if word in TIMES:
            return Number(match[0], TIMES[word], 1.0, "times", match.start(), match.end(), word=True)
        if word in _IDLE:
            return None
        if word in SHARES:
            return Number(match[0], SHARES[word], 1.0, "percent", match.start(), match.end(), word=True, about=True)
        value = COUNTS[word]
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    if (
        _WORD.search(before)
        and before.endswith((" ", "-"))
        and before.strip().lower().split(" ")[-1] in COUNTS
        and value >= 100
    ):
        return None
    value, step, unit, end, noun = _measured(value, 1.0, "", text, match.end())
    return Number(
        match[0], *in_base(value, step, unit), match.start(), end, noun, word=True, about=bool(_ABOUT.search(before))
    )
