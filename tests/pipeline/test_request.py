"""Members' blurbs: a few a day each, free where the words are there already, and never the editors' money."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import NotAllowed
from bot.pipeline.request import requested
from bot.ports import Newsroom
from bot.store.engine import SqlStore
from tests.fakes import FakeWriter
from tests.pipeline.conftest import Desk, paper
from tests.pipeline.test_draft import NAME, ModelWriter

pytestmark = pytest.mark.anyio

MEMBER, OTHER = "slack:U07MEMBER", "slack:U08OTHER"


@pytest.fixture
def writer() -> ModelWriter:
    return ModelWriter()


@pytest.fixture
def room(desk: Desk, writer: ModelWriter) -> Newsroom:
    return replace(desk.room, writer=writer, fallback=FakeWriter(name="extractive"), member_blurbs=2)


async def test_a_member_has_so_many_a_day_and_is_told_what_else_to_do(room: Newsroom, desk: Desk) -> None:
    for number in (1, 2):
        assert (await requested(room, "nlp", paper(number), MEMBER)).by == NAME
    with pytest.raises(NotAllowed, match=r"2 blurbs drafted today.*Nominate"):
        await requested(room, "nlp", paper(3), MEMBER)
    assert (await requested(room, "nlp", paper(3), OTHER)).by == NAME
    desk.clock.pass_by(days=1)
    assert (await requested(room, "nlp", paper(4), MEMBER)).by == NAME


async def test_words_that_are_there_already_cost_no_turn(room: Newsroom, writer: ModelWriter) -> None:
    for _ in range(4):
        assert (await requested(room, "nlp", paper(1), MEMBER)).by == NAME
    assert len(writer.asked) == 1
    assert (await requested(room, "nlp", paper(2), MEMBER)).by == NAME


async def test_many_clicks_at_once_take_no_more_than_their_share(room: Newsroom, writer: ModelWriter) -> None:
    wishes = [requested(room, "nlp", paper(number), MEMBER) for number in range(1, 7)]
    came = await asyncio.gather(*wishes, return_exceptions=True)
    assert sum(isinstance(each, NotAllowed) for each in came) == 4
    assert len(writer.asked) == 2


async def test_the_editors_part_of_the_cap_is_left_alone(room: Newsroom) -> None:
    room = replace(room, monthly_cap=1.0, editors_share=0.6, member_blurbs=9)
    signed = [(await requested(room, "nlp", paper(number), MEMBER)).by for number in (1, 2, 3)]
    assert signed == [NAME, NAME, "extractive"]


async def test_where_no_model_drafts_nobody_is_held_back(room: Newsroom) -> None:
    room = replace(room, writer=room.fallback, member_blurbs=0)
    assert (await requested(room, "nlp", paper(1), MEMBER)).by == "extractive"


async def test_no_account_is_kept_for_it(room: Newsroom) -> None:
    await requested(room, "nlp", paper(1), MEMBER)
    assert isinstance(room.store, SqlStore)
    async with room.store.engine.connect() as connection:
        dump = str((await connection.exec_driver_sql("select * from events_seen")).all())
    assert "U07MEMBER" not in dump
