"""`paperdesk check` looks at the model: an expired key, a name that is not known, and who is in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.config.settings import Settings
from bot.wiring import writer_look
from tests.writers.server import ModelServer, Scripted, refused

pytestmark = pytest.mark.anyio

LIST = json.dumps({"object": "list", "data": [{"id": name, "object": "model"} for name in ("toy-large", "toy-small")]})


async def looked(url: str, folder: Path, model: str = "toy-small") -> tuple[bool | None, str]:
    key = "sk-made-up-and-expired"
    return await writer_look(Settings(openai_base_url=url, openai_api_key=key, data_dir=folder), model)


@pytest.mark.parametrize(
    ("answer", "model", "well", "words"),
    [
        (Scripted(LIST.encode()), "toy-small", True, "drafts."),
        (Scripted(LIST.encode()), "toy-smal", None, "such as toy-small"),
        (Scripted(LIST.encode()), "else", None, "check the name"),
        (refused(401, "Incorrect API key provided: sk-made-up"), "toy-small", False, "PAPERDESK_OPENAI_API_KEY"),
        (refused(403, "The key has expired"), "toy-small", False, "may have expired"),
        (refused(404, "no such route"), "toy-small", None, "lists no models (status 404)"),
        (refused(500, "oh"), "toy-small", None, "the first draft will tell"),
        (Scripted(b'{"data": []}'), "toy-small", True, "drafts."),
        (
            Scripted(b"<html>Please log in to this network</html>", kind="text/html"),
            "toy-small",
            None,
            "a proxy in the way?",
        ),
        (Scripted(b"{", kind="application/json"), "toy-small", None, "Is a proxy in the way?"),
    ],
)
async def test_the_model_is_asked_for_nothing_and_what_it_answers_is_one_sentence(
    answer: Scripted, model: str, well: bool | None, words: str, tmp_path: Path
) -> None:
    async with ModelServer([answer]).running() as server:
        found, said = await looked(server.url, tmp_path, model)
    assert (found, words in said) == (well, True), said
    assert "sk-made-up" not in said
    assert "\n" not in said
    assert len(server.asked) == 1


async def test_a_model_that_cannot_be_reached_may_come_back(tmp_path: Path) -> None:
    found, said = await looked("http://127.0.0.1:9/v1", tmp_path)
    assert found is None
    assert "cannot be reached" in said
