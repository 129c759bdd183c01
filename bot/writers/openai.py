"""The writers with a key: a draft, an edition's own words or a translation from any OpenAI-compatible endpoint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.errors import WriterFailed
from bot.domain.paper import Paper
from bot.domain.story import Claim
from bot.domain.team import Team
from bot.grounding.words import Words
from bot.ports import Headed, Source, Usage, Written
from bot.writers.clean import clean, verbatim
from bot.writers.endpoint import Endpoint, Messages
from bot.writers.prompts import Prompt, fence, load
from bot.writers.question import ask

MOST_WHY, MOST_INSIGHTS = 3, 5
_LONGEST_CLAIM = 600
_LONGEST_WISH = 2_000
# A paper's words cover 78 % of an honest draft of it on average, and 11 % of another paper's.
_FOREIGN = 0.35
_NONE = "(none)"
_BATCH = 20
LANGUAGES = {
    "zh": "Simplified Chinese",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "ja": "Japanese",
    "ko": "Korean",
}


def _strict(schema: dict[str, Any]) -> None:
    """Strict endpoints want every field required and no other; what is read may leave out the empty ones."""
    schema["additionalProperties"] = False
    schema["required"] = list(schema["properties"])


class _Answer(BaseModel):
    model_config = ConfigDict(json_schema_extra=_strict)


class _Claim(_Answer):
    kind: Literal["fact", "judgement"]
    text: str = Field(min_length=1)
    quote: str = ""


class _Draft(_Answer):
    why: list[_Claim] = Field(min_length=1)
    insights: list[_Claim] = Field(min_length=1)


class _Heading(_Answer):
    headline: str
    intro: str


class _Translations(_Answer):
    translations: list[str]


class OpenAIWriter:
    """Drafts by a language model; `budget` is how many characters of a paper it is shown."""

    def __init__(self, endpoint: Endpoint, *, prompt: Prompt | None = None, budget: int = 16_000) -> None:
        self._endpoint = endpoint
        self._prompt = prompt or load("draft")
        self._budget = budget
        self.name = f"{endpoint.model} with {self._prompt.signed}"

    async def write(
        self,
        source: Source,
        *,
        instruction: str | None = None,
        reasons: Sequence[str] = (),
        language: str = "en",
    ) -> Written:
        """Claims with quotes, not yet checked.

        Raises:
            WriterFailed: the endpoint stayed away, declined, or gave nothing usable, twice.
        """
        paper = source.paper
        if not paper.abstract.strip() and not source.sections:
            raise WriterFailed("There is no abstract and no text to draft from; write the words yourself.")
        wish = clean_wish(instruction, language)
        texts = [material(source, self._budget), *([material(Source(paper), 6_000)] if source.sections else [])]
        variants = [self._messages(paper, text, wish, reasons) for text in texts]
        ground = Words.of(f"{paper.title}\n{texts[0]}").known
        answer, usage = await ask(self._endpoint, variants, _Draft, lambda draft: _complaint(draft, ground))
        return Written(
            why=_claims(answer.why)[:MOST_WHY],
            insights=_claims(answer.insights)[:MOST_INSIGHTS],
            by=self.name,
            usage=usage,
        )

    def _messages(self, paper: Paper, text: str, wish: str, reasons: Sequence[str]) -> Messages:
        said = "\n".join(f"- {reason}" for reason in reasons) or _NONE
        line = fence(paper.title, text, wish, said)
        return self._prompt.messages(
            {"fence": line, "title": paper.title, "text": text, "instruction": wish, "reasons": said}
        )


class OpenAIHeadlines:
    """An edition's own words by a language model."""

    def __init__(self, endpoint: Endpoint, *, prompt: Prompt | None = None, budget: int = 16_000) -> None:
        self._endpoint = endpoint
        self._prompt = prompt or load("edition")
        self._budget = budget
        self.name = f"{endpoint.model} with {self._prompt.signed}"

    async def head(self, team: Team, period: str, pool_size: int, papers: Sequence[Paper]) -> Headed:
        """Headline and intro, not yet checked.

        Raises:
            WriterFailed: no usable words came back.
        """
        share = self._budget // max(1, len(papers))
        long = "\n\n".join(f"{paper.title}\n{cut(paper.abstract, share)}" for paper in papers)
        titles = "\n".join(paper.title for paper in papers)
        variants = [self._messages(team, period, pool_size, stories) for stories in (long, titles)]
        answer, usage = await ask(self._endpoint, variants, _Heading, _heading_complaint)
        return Headed(clean(answer.headline).rstrip("."), clean(answer.intro), self.name, usage)

    def _messages(self, team: Team, period: str, pool_size: int, stories: str) -> Messages:
        topics = ", ".join(team.topics) or _NONE
        line = fence(stories, topics)
        return self._prompt.messages(
            {"fence": line, "month": period, "pool": f"{pool_size:,}", "topics": topics, "stories": stories}
        )


class OpenAITranslator:
    """Masked texts into another language by a language model."""

    def __init__(self, endpoint: Endpoint, *, prompt: Prompt | None = None) -> None:
        self._endpoint = endpoint
        self._prompt = prompt or load("translate")
        self.name = f"{endpoint.model} with {self._prompt.signed}"

    async def translate(self, texts: Sequence[str], language: str) -> tuple[Sequence[str], tuple[Usage, ...]]:
        """As many translations as texts, in order, placeholders kept as well as the model could.

        Raises:
            WriterFailed: no usable translation came back.
        """
        done: list[str] = []
        usage: tuple[Usage, ...] = ()
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            try:
                answer, took = await ask(
                    self._endpoint,
                    [self._messages(batch, language)],
                    _Translations,
                    partial(_count, len(batch)),
                )
            except WriterFailed as failed:
                failed.usage = (*usage, *failed.usage)
                raise
            done += [clean(text) for text in answer.translations]
            usage = (*usage, *took)
        return done, usage

    def _messages(self, texts: list[str], language: str) -> Messages:
        listed = json.dumps(texts, ensure_ascii=False)
        named = LANGUAGES.get(language.partition("-")[0], language)
        return self._prompt.messages({"fence": fence(listed), "language": named, "texts": listed, "reasons": _NONE})


def material(source: Source, budget: int) -> str:
    """The abstract and as much of each section as its fair share of `budget` characters allows, under their names."""
    parts = [("Abstract", cut(source.paper.abstract.strip(), budget))]
    left, waiting = budget - len(parts[0][1]), len(source.sections)
    for name, text in source.sections:
        piece = cut(text.strip(), left // waiting)
        left, waiting = left - len(piece), waiting - 1
        parts.append((name, piece))
    return "\n\n".join(f"[{name}]\n{text}" for name, text in parts if text)


def cut(text: str, length: int) -> str:
    """At most `length` characters, ending with a sentence where that costs no more than a third."""
    if len(text) <= length:
        return text
    kept = text[: max(0, length)]
    end = max(kept.rfind(mark) for mark in (". ", ".\n", "? ", "! "))
    return kept[: end + 1] if end >= length * 2 // 3 else kept


def clean_wish(instruction: str | None, language: str) -> str:
    """An editor's wish as the model may see it: words, and not too many."""
    wish = (instruction or "").strip()[:_LONGEST_WISH]
    if language != "en":
        wish = f"{wish}\nWrite the claims in {LANGUAGES.get(language, language)}; quotes stay as they are.".strip()
    return wish or _NONE


def _claims(answers: Sequence[_Claim]) -> tuple[Claim, ...]:
    made = (
        Claim(each.kind, clean(each.text), verbatim(each.quote) if each.kind == "fact" else None) for each in answers
    )
    return tuple(claim for claim in made if claim.text)


def _complaint(draft: _Draft, ground: frozenset[str]) -> str | None:
    if not _claims(draft.why) or not _claims(draft.insights):
        return "“why” and “insights” must each hold at least one claim in plain words."
    long = next((c.text for c in (*draft.why, *draft.insights) if len(c.text) > _LONGEST_CLAIM), None)
    if long:
        return f"A claim is one sentence, and this one is far too long: “{long[:60]}…”."
    told = [claim.text for claim in (*draft.why, *draft.insights) if claim.kind == "fact"]
    words = Words.of(" ".join(told)).content
    if words and len(words & ground) < _FOREIGN * len(words):
        return "It is not about this paper: hardly any of its words occur in the material between the fences."
    return None


def _heading_complaint(heading: _Heading) -> str | None:
    headline, intro = clean(heading.headline), clean(heading.intro)
    if not 2 <= len(headline.split()) <= 16 or len(headline) > 140:
        return "The headline must have four to twelve words."
    return None if 40 <= len(intro) <= 1_200 else "The intro must be one paragraph of two to four sentences."


def _count(wanted: int, answer: _Translations) -> str | None:
    given = len(answer.translations)
    return None if given == wanted else f"There must be {wanted} translations, one for each text, not {given}."
