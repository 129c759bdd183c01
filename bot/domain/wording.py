"""The fixed words of cards and editions: English where they stand, Chinese from a table, without any model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.chinese import CHINESE
from bot.domain.edition import extra_day, period_name

_TABLES: Mapping[str, Mapping[str, str]] = {"zh": CHINESE}


@dataclass(frozen=True, slots=True)
class Wording:
    """Says a fixed sentence in one language; in a language without a table it is said in English."""

    table: Mapping[str, str]

    def __call__(self, english: str, **values: object) -> str:
        """The sentence, with `values` in the places that it names in braces."""
        sentence = self.table.get(english, english)
        return sentence.format(**values) if values else sentence

    def month(self, period: str) -> str:
        """A period as people say it: `2021-06` is "June 2021", or 2021年6月."""
        if self.table is not CHINESE:
            return period_name(period)
        if day := extra_day(period):
            return f"{day.year}年{day.month}月{day.day}日特刊"
        try:
            first = date.fromisoformat(f"{period}-01")
        except ValueError:
            return period
        return f"{first.year}年{first.month}月"

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row: "A, B and C"."""
        if len(names) < 2:
            return "".join(names)
        return self("{most} and {last}", most=self(", ").join(names[:-1]), last=names[-1])


def wording(language: str) -> Wording:
    """The wording of a language; `zh-CN` is told as `zh`, and what is unknown here in English."""
    return Wording(_TABLES.get(language.lower().partition("-")[0], {}))


IN_ENGLISH = wording("en")
