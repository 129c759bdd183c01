"""A team's charter changed from a chat: by its own editors, never what the file owns, and never into nonsense."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config.sync import sync_teams
from bot.config.teams import read_teams
from bot.domain.errors import BadInput, NotAllowed, NotFound
from bot.domain.team import Person, Place, Team
from bot.jobs.calendar import CronCalendar
from bot.pipeline.charter import Wishes, change
from bot.pipeline.guests import stand_in
from tests.pipeline.conftest import ANNA, BEN, READER, Desk

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def known(desk: Desk) -> None:
    async with desk.room.store.begin() as books:
        await books.teams.save(desk.team)


async def now(desk: Desk) -> Team:
    async with desk.room.store.begin(reading=True) as books:
        found = await books.teams.get("nlp")
    assert found is not None
    return found


async def test_an_editor_changes_what_the_team_reads_and_the_audit_says_so(desk: Desk) -> None:
    wishes = Wishes(topics=["  speech   models ", "", "speech models"], followed=["Ada North"], language="zh")
    await change(desk.room, editor=ANNA, team="nlp", wishes=wishes)
    team = await now(desk)
    assert (team.topics, team.followed, team.language) == (("speech models",), ("Ada North",), "zh")
    assert team.channels == desk.team.channels
    async with desk.room.store.begin(reading=True) as books:
        assert [line.detail for line in await books.ledger.lines("team:nlp")] == ["followed, language, topics"]


async def test_what_the_file_owns_is_refused_and_what_is_the_same_is_not_a_change(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "paperdesk.toml"
    file.write_text('[[team]]\nname = "nlp"\ntopics = ["frozen models"]\nauthors = ["A. Known"]\n')
    await sync_teams(desk.room.store, read_teams(file, CronCalendar(), desk.clock.now()))
    with pytest.raises(NotAllowed, match="The team file owns topics, authors") as refused:
        await change(desk.room, editor=ANNA, team="nlp", wishes=Wishes(topics=["x"], followed=["y"], size=4))
    assert "change it there" in str(refused.value)
    await change(desk.room, editor=ANNA, team="nlp", wishes=Wishes(topics=["frozen models"], size=4))
    assert (await now(desk)).size == 4
    file.write_text("")
    await sync_teams(desk.room.store, read_teams(file, CronCalendar(), desk.clock.now()))
    await change(desk.room, editor=ANNA, team="nlp", wishes=Wishes(topics=["x"]))
    assert (await now(desk)).topics == ("x",)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (Wishes(publish="whenever"), "whenever"),
        (
            Wishes(publish="0 9 30 2 *"),
            "The cadence “0 9 30 2 *” never fires; write one such as “1st tue 09:00”.",
        ),
        (Wishes(timezone="Mars/Olympus"), "Mars/Olympus"),
        (Wishes(language="Klingon!"), "“Klingon!” is no language; write a code such as en or zh."),
        (Wishes(size=0), "An edition has 1 to 50 stories."),
        (Wishes(size=51), "An edition has 1 to 50 stories."),
        (Wishes(editors=[]), "A team needs at least one editor; nobody could approve anything."),
        (
            Wishes(topics=["x" * 201]),
            f"“{'x' * 60}…” is longer than 200 characters; write a phrase a line.",
        ),
        (
            Wishes(followed=[f"Author {n}" for n in range(51)]),
            "More than 50 topics or authors make everything match; keep those that matter most.",
        ),
    ],
)
async def test_nonsense_is_refused_with_what_to_write_and_changes_nothing(
    desk: Desk, wishes: Wishes, said: str
) -> None:
    room = replace(desk.room, calendar=CronCalendar())
    with pytest.raises(BadInput) as refused:
        await change(room, editor=ANNA, team="nlp", wishes=wishes)
    assert said in str(refused.value)
    assert said == str(refused.value) or not said.endswith(".")
    assert await now(desk) == desk.team


async def test_what_is_just_within_bounds_is_taken(desk: Desk) -> None:
    wishes = Wishes(size=1, topics=["x" * 200, *(f"topic {n}" for n in range(49))])
    changed = await change(desk.room, editor=ANNA, team="nlp", wishes=wishes)
    assert (changed.size, len(changed.topics)) == (1, 50)
    assert (await change(desk.room, editor=ANNA, team="nlp", wishes=Wishes(size=50))).size == 50


async def test_neither_readers_nor_guests_change_it(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(days=3)
    guest = await stand_in(desk.room, editor=ANNA, team="nlp", away="Ben", guest=Person("Cleo"), until=until)
    for person in (READER, guest):
        with pytest.raises(NotAllowed):
            await change(desk.room, editor=person, team="nlp", wishes=Wishes(size=4))
    with pytest.raises(NotFound):
        await change(desk.room, editor=ANNA, team="cv", wishes=Wishes(size=4))


async def test_guests_stay_when_the_editors_change(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(days=3)
    await stand_in(desk.room, editor=ANNA, team="nlp", away="Ben", guest=Person("Cleo"), until=until)
    await change(desk.room, editor=ANNA, team="nlp", wishes=Wishes(editors=[ANNA]))
    assert [person.name for person in (await now(desk)).editors] == ["Anna", "Cleo"]
    with pytest.raises(NotAllowed):
        await change(desk.room, editor=BEN, team="nlp", wishes=Wishes(size=4))


async def test_a_team_that_is_read_elsewhere_gets_its_channels(desk: Desk) -> None:
    places = (Place("slack", "T1", "C2"), Place("discord", "1", "2", "zh"))
    await change(desk.room, editor=ANNA, team="nlp", wishes=Wishes(channels=places))
    assert (await now(desk)).channels == places
