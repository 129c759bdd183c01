"""The embedding model on this machine: files that are found, pinned and read, and those that are not."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from bot.config.settings import Settings
from bot.domain.errors import NotConfigured
from bot.jobs.clock import SystemClock
from bot.ports import Embedder
from bot.sources.minilm import MiniLm
from bot.wiring import open_newsroom
from tests.fakes import SilentProgress

pytestmark = pytest.mark.anyio


def varint(number: int) -> bytes:
    more, low = number >> 7, number & 0x7F
    return bytes([low | 0x80]) + varint(more) if more else bytes([low])


def field(number: int, value: int | str | bytes) -> bytes:
    """One field of a protobuf message, as ONNX files are made of."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def value_info(name: str, kind: int, *dimensions: str) -> bytes:
    shape = b"".join(field(1, field(2, each)) for each in dimensions)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, shape)))


def toy_model(folder: Path) -> tuple[str, str]:
    """A model of three words whose vectors are written down: each token is looked up in a table. Its files' sha256."""
    tokenizers = pytest.importorskip("tokenizers", reason="the embedding model's test needs the extra `embeddings`")
    words = {"[PAD]": 0, "tea": 1, "pot": 2, "lid": 3}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[PAD]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    floats, longs = 1, 7
    vectors = struct.pack("<8f", 9.0, 9.0, 3.0, 0.0, 0.0, 3.0, 1.0, 1.0)
    table = field(1, 4) + field(1, 2) + field(2, floats) + field(8, "table") + field(9, vectors)
    node = field(1, "table") + field(1, "input_ids") + field(2, "tokens") + field(4, "Gather")
    inputs = b"".join(field(11, value_info(name, longs, "b", "s")) for name in ("input_ids", "attention_mask"))
    graph = field(1, node) + field(2, "toy") + field(5, table) + inputs
    graph += field(12, value_info("tokens", floats, "b", "s", "d"))
    (folder / "model.onnx").write_bytes(field(1, 9) + field(8, field(1, "") + field(2, 17)) + field(7, graph))
    first, second = (
        hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")
    )
    return first, second


async def test_a_local_model_averages_its_tokens_and_leaves_padding_out(tmp_path: Path) -> None:
    pinned = toy_model(tmp_path)
    model = MiniLm([str(tmp_path)], pinned)
    embedder: Embedder = model
    short, long, empty = await embedder.embed(["tea", "tea pot", ""])
    assert short == pytest.approx([1.0, 0.0])
    assert long == pytest.approx([0.5**0.5, 0.5**0.5])
    assert empty == pytest.approx([0.0, 0.0])
    assert model.model.startswith("minilm@")
    assert MiniLm([str(tmp_path)], [each.upper() for each in pinned]).model == model.model


def test_a_file_that_nobody_vouches_for_is_not_used(tmp_path: Path) -> None:
    model, tokenizer = toy_model(tmp_path)
    with pytest.raises(NotConfigured, match=f"{model}.*PAPERDESK_MINILM_SHA256"):
        MiniLm([str(tmp_path)])
    with pytest.raises(NotConfigured, match=tokenizer):
        MiniLm([str(tmp_path)], [model])


def test_the_two_files_may_lie_in_a_package_and_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = toy_model(tmp_path)
    package = tmp_path / "lent" / "toy_weights"
    (package / "onnx").mkdir(parents=True)
    (package / "__init__.py").touch()
    (tmp_path / "model.onnx").rename(package / "onnx" / "model.onnx")
    monkeypatch.syspath_prepend(package.parent)
    assert MiniLm(["toy_weights", str(tmp_path)], pinned).model.startswith("minilm@")


@pytest.mark.parametrize("place", ["no_such_package", "no.such.package", "/nowhere/at all", "json"])
def test_a_model_that_is_not_there_is_a_sentence(place: str) -> None:
    with pytest.raises(NotConfigured, match=r"has no model\.onnx"):
        MiniLm([place])


async def test_a_pinned_file_that_is_no_model_is_a_sentence(tmp_path: Path) -> None:
    toy_model(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"no model")
    pinned = [hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")]
    with pytest.raises(NotConfigured, match="cannot be loaded"):
        await MiniLm([str(tmp_path)], pinned).embed(["tea"])


async def opened(folder: Path, **given: object) -> Embedder | None:
    settings = Settings(data_dir=folder, _env_file=None, **given)  # type: ignore[arg-type]
    async with open_newsroom(settings, progress=SilentProgress(), clock=SystemClock()) as newsroom:
        return newsroom.room.embedder


async def test_a_setting_plugs_the_model_in(tmp_path: Path) -> None:
    assert await opened(tmp_path) is None
    pinned = ",".join(toy_model(tmp_path))
    plugged = await opened(tmp_path, minilm=str(tmp_path), minilm_sha256=pinned)
    assert plugged is not None
    assert plugged.model.startswith("minilm@")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"minilm": "weights", "embeddings_url": "https://x.example/v1", "embeddings_model": "m"}, "not both"),
        ({"embeddings_url": "https://x.example/v1"}, "together"),
        ({"embeddings_model": "m"}, "together"),
        ({"minilm_sha256": "00"}, "PAPERDESK_MINILM too"),
    ],
)
async def test_settings_that_do_not_fit_together_are_a_sentence(
    given: dict[str, str], words: str, tmp_path: Path
) -> None:
    with pytest.raises(NotConfigured, match=words):
        await opened(tmp_path, **given)
