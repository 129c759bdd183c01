"""Vectors for texts from a small sentence model on this machine (extra `embeddings`); nothing leaves the house."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio
import numpy as np

from bot.domain.errors import NotConfigured

MOST_TEXTS = 32
MOST_TOKENS = 256


class MiniLm:
    """A sentence transformer as ONNX: a folder with `model.onnx` and `tokenizer.json` (all-MiniLM-L6-v2 fits)."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the model.

        Raises:
            NotConfigured: the extra or a file is missing.
        """
        try:
            import onnxruntime  # noqa: PLC0415  an optional extra
            from tokenizers import Tokenizer  # noqa: PLC0415  an optional extra
        except ImportError as error:
            raise NotConfigured("The embedding model needs the extra: install paperdesk[embeddings].") from error
        model = _found(folder, "model.onnx")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(_found(folder, "tokenizer.json")))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {each.name for each in self._session.get_inputs()}
        self.model = f"minilm@{hashlib.sha256(model.read_bytes()).hexdigest()[:8]}"

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector of length 1 a text, in the order of `texts`; computed in a thread."""
        return await anyio.to_thread.run_sync(self._embedded, list(texts))

    def _embedded(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = []
        for start in range(0, len(texts), MOST_TEXTS):
            vectors.extend(self._batch(texts[start : start + MOST_TEXTS]))
        return vectors

    def _batch(self, texts: list[str]) -> list[list[float]]:
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([each.attention_mask for each in encoded], dtype=np.int64)
        offered = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        tokens = self._session.run(None, {name: offered[name] for name in self._inputs})[0]
        # The model card's own reading: the mean of the tokens that are not padding, on the unit sphere.
        weight = mask[..., None].astype(tokens.dtype)
        mean = (tokens * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
        unit = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
        return [[float(value) for value in row] for row in unit]


def _found(folder: Path, name: str) -> Path:
    path = next((place for place in (folder / name, folder / "onnx" / name) if place.is_file()), None)
    if path is None:
        raise NotConfigured(f"{folder} has no {name}: put the model's ONNX files there, or leave the setting out.")
    return path
