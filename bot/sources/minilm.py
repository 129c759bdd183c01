"""Vectors for texts from a small sentence model on this machine (extra `embeddings`); nothing leaves the house."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anyio
import numpy as np

from bot.domain.errors import NotConfigured

MOST_TEXTS = 32
MOST_TOKENS = 256
#: sha256 of files that were compared with the published all-MiniLM-L6-v2: its weights at 8 bits, and its tokenizer.
KNOWN = frozenset(
    {
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    }
)
_EXTRA = "onnxruntime", "tokenizers"


class MiniLm:
    """A sentence transformer as ONNX: `model.onnx` and `tokenizer.json` in folders or installed packages.

    Files are found and checked at once; the model is loaded (a third of a second, 100 MB) when first asked.
    """

    def __init__(self, places: Sequence[str], pinned: Sequence[str] = (), threads: int = 1) -> None:
        """Find the files, in the first of `places` that has each, and check them.

        Raises:
            NotConfigured: the extra or a file is missing, or a file's sha256 is neither known nor `pinned`.
        """
        if any(find_spec(name) is None for name in _EXTRA):
            raise NotConfigured("The embedding model needs the extra: install paperdesk[embeddings].")
        self._threads = threads
        trusted = KNOWN | {each.strip().lower() for each in pinned}
        self._files = {name: _found(places, name) for name in ("model.onnx", "tokenizer.json")}
        hashes = [_checked(path, trusted) for path in self._files.values()]
        self.model = f"minilm@{hashlib.sha256(''.join(hashes).encode()).hexdigest()[:8]}"

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector of length 1 a text, in the order of `texts`; computed in a thread.

        Raises:
            NotConfigured: the pinned files are no model that can be used.
        """
        return await anyio.to_thread.run_sync(self._embedded, list(texts))

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # noqa: PLC0415  an optional extra

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        path = self._files["model.onnx"]
        try:
            return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's own errors have no common base
            raise NotConfigured(f"{path} cannot be loaded ({str(error)[:120]}); is it an ONNX model?") from error

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer  # noqa: PLC0415  an optional extra

        path = self._files["tokenizer.json"]
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises bare exceptions
            raise NotConfigured(f"{path} cannot be loaded ({str(error)[:120]}); is it a tokenizer?") from error
        tokenizer.enable_truncation(MOST_TOKENS)
        tokenizer.enable_padding()
        return tokenizer

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
        wanted = {each.name for each in self._session.get_inputs()}
        tokens = self._session.run(None, {name: offered[name] for name in wanted})[0]
        # The model card's own reading: the mean of the tokens that are not padding, on the unit sphere.
        weight = mask[..., None].astype(tokens.dtype)
        mean = (tokens * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
        unit = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
        return [[float(value) for value in row] for row in unit]


def _found(places: Sequence[str], name: str) -> Path:
    folders = [folder for place in places for folder in _folders(place)]
    path = next((each / name for each in folders if (each / name).is_file()), None)
    if path is None:
        told = " and ".join(places)
        raise NotConfigured(f"{told} has no {name}: name a folder or an installed package that has it.")
    return path


def _folders(place: str) -> list[Path]:
    """Where in a folder, or in the package of that name, the files may lie."""
    roots = [Path(place)]
    if place.replace(".", "_").isidentifier() and not roots[0].is_dir():
        try:
            spec = find_spec(place)
        except ModuleNotFoundError:
            spec = None
        roots = [Path(each) for each in (spec.submodule_search_locations or ())] if spec else []
    return [root / inner for root in roots for inner in ("", "onnx", "model")]


def _checked(path: Path, trusted: frozenset[str]) -> str:
    """The file's sha256, if it may be used."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found not in trusted:
        raise NotConfigured(
            f"{path} has the sha256 {found}, which is not known here; if it is the file that you mean, "
            "add that to PAPERDESK_MINILM_SHA256."
        )
    return found
