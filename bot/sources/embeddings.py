"""Vectors for texts from any endpoint that speaks OpenAI's embeddings API."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.domain.errors import SourceAway
from bot.sources.http import Http, Question

MOST_TEXTS = 64
# About 2,000 tokens: a title and an abstract, in every model that is offered.
MOST_CHARACTERS = 8000


class Embeddings:
    """The endpoint at `base` (`https://api.openai.com/v1`); vectors of two endpoints are never mixed."""

    def __init__(self, http: Http, base: str, model: str, key: str | None = None) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._name = model
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self.model = f"{model}@{hashlib.sha256(f'{self._base} {model}'.encode()).hexdigest()[:8]}"

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text, all of the same length, in the order of `texts`.

        Raises:
            SourceAway: the endpoint did not answer usably.
        """
        vectors: list[list[float]] = []
        for start in range(0, len(texts), MOST_TEXTS):
            vectors.extend(await self._batch(texts[start : start + MOST_TEXTS]))
        if len({len(vector) for vector in vectors}) > 1:
            raise SourceAway(f"{self._name} gave vectors of different lengths, so none was kept.")
        return vectors

    async def _batch(self, texts: Sequence[str]) -> list[list[float]]:
        body = {"model": self._name, "input": [text[:MOST_CHARACTERS] or " " for text in texts]}
        question = Question(
            f"{self._base}/embeddings", site="embeddings", headers=self._headers, body=body, most=100_000_000
        )
        answer = (await self._http.ask(question)).json()
        rows = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or len(rows) != len(texts):
            raise SourceAway(f"{self._name} did not give one vector a text; check the endpoint and the model's name.")
        try:
            placed = {int(row["index"]): _vector(row["embedding"]) for row in rows}
            return [placed[place] for place in range(len(texts))]
        except (KeyError, TypeError, ValueError) as error:
            raise SourceAway(f"{self._name}'s vectors cannot be read; check that it is an embedding model.") from error


def _vector(values: Any) -> list[float]:
    vector = [float(value) for value in values]
    if not vector or any(value != value for value in vector):  # noqa: PLR0124  only NaN differs from itself
        raise ValueError("an empty vector, or one with a hole in it")
    return vector
