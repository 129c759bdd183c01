"""An edition as a whole: opened once, given up in time, and worded by its editors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.editorial import EditionStage
from bot.domain.errors import BadInput, Conflict, IllegalMove, NotAllowed, NotConfigured
from bot.pipeline import edition as editions
from bot.pipeline.heading import headline, theme
from tests.pipeline.conftest import ANNA, BEN, READER, Desk, paper

pytestmark = pytest.mark.anyio


async def test_an_edition_is_opened_once_for_a_period(desk: Desk) -> None:
    first = await editions.open_edition(desk.room, desk.team)
    again = await editions.open_edition(desk.room, desk.team)
    assert first.id == again.id
    assert first.period == "2021-07"


async def test_a_cadence_that_never_fires_opens_nothing(desk: Desk) -> None:
    with pytest.raises(NotConfigured, match="never fires"):
        await editions.open_edition(desk.room, replace(desk.team, publish="never"))


@pytest.mark.parametrize("gathered", [False, True])
async def test_an_edition_can_be_given_up_from_its_first_day(desk: Desk, *, gathered: bool) -> None:
    edition = await desk.edition() if gathered else await editions.open_edition(desk.room, desk.team)
    with pytest.raises(NotAllowed):
        await editions.cancel(desk.room, editor=READER, edition_id=edition.id)
    given_up = await editions.cancel(desk.room, editor=ANNA, edition_id=edition.id)
    assert given_up.stage is EditionStage.CANCELLED
    with pytest.raises(IllegalMove):
        await editions.cancel(desk.room, editor=ANNA, edition_id=edition.id)


async def test_new_words_of_its_own_wait_for_an_approval_again(desk: Desk) -> None:
    edition = await desk.edition()
    await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)
    edition = await editions.add_news(desk.room, editor=BEN, edition_id=edition.id, item="A workshop opens.")
    assert edition.text is not None
    assert (edition.text.number, edition.text.news, edition.text_approved) == (2, ("A workshop opens.",), False)
    with pytest.raises(Conflict, match="changed since"):
        await editions.approve_text(desk.room, editor=ANNA, edition_id=edition.id, number=1)


async def test_words_without_a_headline_are_refused(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(BadInput, match="headline"):
        await editions.edit_text(desk.room, editor=ANNA, edition_id=edition.id, headline="  ", intro="x")


async def test_an_extension_into_the_past_is_refused(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(BadInput, match="has passed"):
        await editions.extend(
            desk.room, editor=ANNA, edition_id=edition.id, until=desk.clock.now() - timedelta(minutes=1)
        )


async def test_calling_an_edition_with_nothing_approved_is_refused(desk: Desk) -> None:
    edition = await desk.edition()
    with pytest.raises(Conflict, match="approve at least one"):
        await editions.call(desk.room, editor=ANNA, edition_id=edition.id)


def test_a_headline_takes_the_names_that_papers_give_themselves() -> None:
    titled = [
        paper(1, title="LoRA: Low-Rank Adaptation of Models"),
        paper(2, title="A long title that says no name at all"),
    ]
    assert headline("2021-06", titled) == "June 2021: LoRA and more"
    assert headline("2021-06", titled[1:]) == "June 2021: papers worth reading"
    assert theme("GPT Understands, Too") == "GPT Understands, Too"
