"""`paperdesk check`, `serve` and each draft say what ails the model: its key, its name, or the way to it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.cli.looks import model_look
from bot.config.settings import Settings
from bot.pipeline.blurb import blurb
from bot.ports import Source
from bot.wiring import writer_look
from bot.writers.endpoint import Endpoint
from bot.writers.extractive import ExtractiveWriter
from bot.writers.openai import OpenAIWriter
from tests.factories import made_paper
from tests.newsrooms import staffed
from tests.writers.server import ModelServer, Scripted, refused, said

pytestmark = pytest.mark.anyio

LIST = json.dumps({"object": "list", "data": [{"id": name, "object": "model"} for name in ("toy-large", "toy-small")]})


async def looked(url: str, folder: Path, model: str = "toy-small") -> tuple[bool | None, str]:
    key = "sk-made-up-and-expired"
    return await writer_look(Settings(openai_base_url=url, openai_api_key=key, data_dir=folder), model)


@pytest.mark.parametrize(
    ("answer", "model", "well", "words"),
    [
        (Scripted(LIST.encode()), "toy-small", True, "drafts."),
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


@pytest.mark.parametrize(
    ("answer", "well", "words"),
    [
        (
            refused(404, "The model `toy-smal` does not exist"),
            False,
            "does not exist; set PAPERDESK_OPENAI_MODEL to one",
        ),
        (refused(404, "Not Found"), None, "is not among those listed there, such as toy-small, toy-large; check"),
        (refused(500, "oh"), None, "check the name in PAPERDESK_OPENAI_MODEL"),
        (Scripted(b'{"id": "toy-smal", "object": "model"}'), True, "drafts."),
        (Scripted(LIST.encode()), None, "is not among those listed there"),
    ],
)
async def test_a_model_that_is_not_listed_is_asked_for_by_name(
    answer: Scripted, well: bool | None, words: str, tmp_path: Path
) -> None:
    async with ModelServer([Scripted(LIST.encode()), answer]).running() as server:
        found, said = await looked(server.url, tmp_path, "toy-smal")
    assert (found, words in said) == (well, True), said
    assert len(server.asked) == 2


async def test_a_key_that_was_never_set_is_not_called_expired(tmp_path: Path) -> None:
    async with ModelServer([refused(401, "No key")]).running() as server:
        given = Settings(openai_base_url=server.url, openai_model="toy-small", data_dir=tmp_path)
        finding = await model_look(given)
    assert (finding.what, finding.well) == ("writer", False)
    assert "wants a key; set PAPERDESK_OPENAI_API_KEY" in finding.said


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refused(401, "expired"), "refused the key, which may have expired"),
        (refused(404, "The model `toy-small` does not exist"), "was not found; check PAPERDESK_OPENAI_MODEL"),
        (None, "cannot be reached; check the network and PAPERDESK_OPENAI_BASE_URL"),
    ],
)
async def test_a_draft_that_the_model_did_not_write_says_why_on_the_card_and_in_the_log(
    answer: Scripted | None, told: str, tmp_path: Path
) -> None:
    async with ModelServer([answer or said("")]).running() as server, staffed(tmp_path) as desk:
        endpoint = Endpoint(
            base_url=server.url if answer else "http://127.0.0.1:9/v1", model="toy-small", api_key="k", max_retries=0
        )
        room = replace(desk.room, writer=OpenAIWriter(endpoint), fallback=ExtractiveWriter())
        with capture_logs() as logged:
            written = await blurb(room, desk.team.name, Source(made_paper(1), ()))
        await endpoint.close()
    assert told in (written.note or "")
    (line,) = [line for line in logged if line["event"] == "draft.writer_failed"]
    assert line["log_level"] == "warning"
    assert told in line["reason"]


async def test_a_model_that_cannot_be_reached_may_come_back(tmp_path: Path) -> None:
    found, said = await looked("http://127.0.0.1:9/v1", tmp_path)
    assert found is None
    assert "cannot be reached" in said
