"""What members do in Discord: buttons, forms and commands, each answered in words to the one who acted.

Longer than 250 lines, since each thing that can be pressed, typed or chosen is a story of its own.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.editorial import StoryStage
from bot.domain.errors import BadInput
from bot.domain.paper import Paper, PaperRef
from bot.domain.story import Claim
from bot.domain.team import Person, Team
from bot.outlets.discord.listeners import modals
from bot.pipeline import review
from bot.pipeline.cards import refresh
from bot.pipeline.draft import wish_subject
from tests.factories import EDITOR, made_face, made_paper
from tests.fakes import FakeLookup
from tests.outlets.discord_house import (
    ONE,
    STRANGER,
    House,
    buttons,
    housed,
    listening,
    said_to,
    until,
    until_stage,
    words,
)
from tests.outlets.discord_server import DESK, NEWS

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with housed(tmp_path) as made:
        await made.put_up()
        yield made


async def message_of(house: House, story_id: int) -> str:
    return str((await house.cards())[story_id].message_id)


async def pressed(house: House, action: str, *, user: str = ONE, number: int = 1) -> dict[str, Any]:
    story = await house.story()
    message = await message_of(house, story.id)
    return await said_to(
        house, await house.server.press(user, DESK, message, f"paperdesk:{action}:{story.id}:{number}")
    )


async def test_a_button_approves_and_says_so_to_the_editor_alone(house: House) -> None:
    async with listening(house) as server:
        assert (await pressed(house, "approve"))["content"] == "Approved."
        response = next(iter(server.responses.values()))
    assert (response["type"], response["data"]["flags"]) == (5, 64)
    assert (await house.story()).stage is StoryStage.APPROVED
    assert (await house.story()).votes[0].via == "button"


async def test_buttons_drop_restore_keep_and_move(house: House) -> None:
    first = await house.story()
    async with listening(house):
        assert "Dropped" in (await pressed(house, "drop"))["content"]
        card = house.server.messages[DESK][await message_of(house, first.id)]
        assert buttons(card) == [f"paperdesk:restore:{first.id}:1"]
        assert (await pressed(house, "restore"))["content"] == "It is back."
        assert (await pressed(house, "down"))["content"] == "Now at place 2."
    moved = next(s for s in await house.news.stories() if s.id == first.id)
    assert (moved.stage, moved.place) == (StoryStage.IN_REVIEW, 2)


async def test_the_sources_of_a_card_are_told_in_full(house: House) -> None:
    async with listening(house):
        said = words(await pressed(house, "sources"))
    assert "1st of 3 authors has h\\-index 41; 2 authors have been picked before" in said
    assert "> Our toy method gains 1.5 points over doing nothing. (abstract)" in said


async def test_whoever_is_not_an_editor_is_told_so_politely(house: House) -> None:
    async with listening(house):
        for action in ("approve", "edit", "rewrite"):
            assert "Only editors of nlp decide" in (await pressed(house, action, user=STRANGER))["content"]
    assert (await house.story()).votes == ()


async def test_a_pressed_twice_button_counts_once(house: House) -> None:
    async with listening(house):
        await pressed(house, "approve")
        assert (await pressed(house, "approve"))["content"] == "You have said so already."
    assert len((await house.story()).votes) == 1


async def test_words_are_edited_in_a_form_and_become_the_next_draft(house: House) -> None:
    story = await house.story()
    message = await message_of(house, story.id)
    async with listening(house) as server:
        token = await server.press(ONE, DESK, message, f"paperdesk:edit:{story.id}:1")
        form = (await server.until(lambda: server.responses.get(token)))["data"]
        assert form["custom_id"] == f"paperdesk:edit:{story.id}:1"
        typed = {"why0": "Nobody has looked at this before.", "insights0": "One.\n\nTwo."}
        answer = await said_to(house, await server.submit(ONE, DESK, form["custom_id"], typed))
    assert "Saved as draft 2" in answer["content"]
    draft = (await house.story()).draft
    assert draft is not None
    assert [claim.text for claim in draft.insights] == ["One.", "Two."]
    assert draft.by == "Editor One"


async def test_another_figure_is_chosen_in_a_form_and_the_card_says_so(house: House) -> None:
    story = await house.story()
    await house.news.illustrated()
    await refresh(house.news.room, story.edition_id)
    message = await message_of(house, story.id)
    async with listening(house) as server:
        token = await server.press(ONE, DESK, message, f"paperdesk:figure:{story.id}:1")
        form = (await server.until(lambda: server.responses.get(token)))["data"]
        choice = form["components"][0]["component"]
        assert [each["label"][:8] for each in choice["options"]] == ["Ours (Fi", "Figure 1", "Figure 2", "No figur"]
        chosen = choice["options"][2]["value"]
        answer = await said_to(house, await server.choose(ONE, DESK, form["custom_id"], "figure", chosen))
        assert "Figure 2 will stand beside this story as a link" in answer["content"]
        assert "Figure 2" in words(server.messages[DESK][message])
        wrong = await said_to(house, await server.choose(ONE, DESK, form["custom_id"], "figure", "x"))
        assert "no such figure" in wrong["content"]
        stranger = await said_to(house, await server.choose(STRANGER, DESK, form["custom_id"], "figure", "none"))
        assert "Only editors" in stranger["content"]
        await said_to(house, await server.choose(ONE, DESK, form["custom_id"], "figure", "ours"))
    assert (await house.story()).figure is None


async def test_where_no_figure_is_known_there_is_none_to_choose(house: House) -> None:
    with pytest.raises(BadInput, match="No figure of this paper is known"):
        modals.figure_form(made_face())
    message = house.server.messages[DESK][await message_of(house, (await house.story()).id)]
    assert not any(":figure:" in key for key in buttons(message))


async def test_a_form_that_was_opened_before_a_restart_is_taken_in(house: House) -> None:
    story = await house.story()
    async with listening(house) as server:  # this process has opened no form
        token = await server.submit(ONE, DESK, f"paperdesk:rewrite:{story.id}:1", {"wish": "Shorter, please."})
        assert "A new draft is on its way" in (await said_to(house, token))["content"]
    async with house.news.store.begin() as books:
        wishes = await books.ledger.lines(wish_subject(story.id, 1))
    assert [line.detail for line in wishes] == ["Shorter, please."]


async def test_a_form_over_words_that_were_replaced_says_so(house: House) -> None:
    story = await house.story()
    await review.edit(
        house.news.room, editor=EDITOR, story_id=story.id, draft_number=1, why=["Other words."], insights=[], via="web"
    )
    async with listening(house):
        assert "has been replaced by draft 2" in (await pressed(house, "edit"))["content"]


async def test_an_approval_of_unverified_words_is_refused_once_in_words_and_anyway_is_noted(house: House) -> None:
    story = await house.story()
    assert story.draft is not None
    doubtful = replace(story.draft, number=2, why=(Claim("fact", "It cures everything."),))
    async with house.news.store.begin() as books:
        await books.editions.add_draft(story.id, doubtful)
        await books.editions.save_story(replace(story, draft=doubtful, revision=story.revision + 1))
    await house.put_up()
    await refresh(house.news.room, house.news.edition.id)
    async with house.news.store.begin() as books:
        shown = await books.outbox.cards(house.news.edition.id)
    card = next(str(c.message_id) for c in shown if (c.story_id, c.draft_number) == (story.id, 2))
    async with listening(house) as server:
        before = len(server.in_channel(DESK))
        for _ in range(2):
            await server.react(ONE, DESK, card, "✅")
            await server.react(ONE, DESK, card, "✅", add=False)
        await server.until(lambda: len(server.in_channel(DESK)) > before)
        assert "not verified" in words(server.in_channel(DESK)[-1])
        token = await server.press(ONE, DESK, card, f"paperdesk:anyway:{story.id}:2")
        assert (await said_to(house, token))["content"] == "Approved."
        assert len(server.in_channel(DESK)) == before + 1
    assert (await house.story()).overruled_by == "Editor One"


async def test_headline_and_intro_are_edited_and_approved_at_the_summary(house: House) -> None:
    edition = house.news.edition.id
    summary = str((await house.cards())[0].message_id)
    async with listening(house) as server:
        form = {"headline": "Other words", "intro": "Of the editors.", "news": "One.\nTwo."}
        answer = await said_to(house, await server.submit(ONE, DESK, f"paperdesk:words:{edition}:1", form))
        assert "wait for an approval" in answer["content"]
        old = await said_to(house, await server.press(ONE, DESK, summary, f"paperdesk:text:{edition}:2"))
        assert old["content"] == "Headline and intro are approved."
        assert "Other words" in words(server.messages[DESK][summary])


async def test_forms_for_a_wish_and_for_the_editions_words_open_with_what_stands_there(house: House) -> None:
    edition, story = house.news.edition.id, await house.story()
    summary = str((await house.cards())[0].message_id)
    async with listening(house) as server:
        wish = await server.press(ONE, DESK, await message_of(house, story.id), f"paperdesk:rewrite:{story.id}:1")
        told = await server.press(ONE, DESK, summary, f"paperdesk:words:{edition}:1")
        await server.until(lambda: {wish, told} <= set(server.responses))
        forms = [server.responses[token]["data"] for token in (wish, told)]
    assert forms[0]["title"] == "Redraft draft 1"
    filled = [row["components"][0].get("value") for row in forms[1]["components"]]
    assert filled[0] == "Invented prompts, cardboard transformers and more"


async def test_publishing_too_little_says_what_is_missing(house: House) -> None:
    summary = str((await house.cards())[0].message_id)
    async with listening(house) as server:
        token = await server.press(ONE, DESK, summary, f"paperdesk:now:{house.news.edition.id}:1")
        assert "0 of 3 stories are approved" in (await said_to(house, token))["content"]


async def test_paper_shows_what_is_stored(house: House) -> None:
    async with listening(house) as server:
        answer = await said_to(house, await server.command(STRANGER, NEWS, "paper", which="2610.00001"))
    assert made_paper(1).title in words(answer).replace("\\", "")
    assert "h-index 41" in words(answer)


async def test_paper_fetches_what_is_not_stored(house: House) -> None:
    house.news.room = replace(house.news.room, lookup=FakeLookup({made_paper(9).ref: made_paper(9)}))
    async with listening(house) as server:
        answer = await said_to(house, await server.command(STRANGER, NEWS, "paper", which="2610.00009"))
    assert made_paper(9).title in words(answer).replace("\\", "")


@pytest.mark.parametrize("which", ["@everyone *_~ ", "2610.99999", "zzzz qqqq", "x" * 300, "y" * 100_000])
async def test_paper_answers_rubbish_with_a_sentence_that_pings_nobody(house: House, which: str) -> None:
    async with listening(house) as server:
        answer = await said_to(house, await server.command(STRANGER, NEWS, "paper", which=which))
    assert answer["content"]
    assert "@everyone" not in answer["content"]
    assert not answer["allowed_mentions"]["parse"]


async def test_paper_completes_titles_while_one_types(house: House) -> None:
    async with listening(house) as server:
        token = await server.command(STRANGER, NEWS, "paper", kind=4, which="teapot")
        response = await server.until(lambda: server.responses.get(token))
        short = await server.command(STRANGER, NEWS, "paper", kind=4, which="t")
        nothing = await server.until(lambda: server.responses.get(short))
    assert [c["value"] for c in response["data"]["choices"]] == ["2610.00003"]
    assert nothing["data"]["choices"] == []


async def test_an_answer_that_comes_too_late_becomes_an_ordinary_message(house: House) -> None:
    async with listening(house) as server:
        server.expired.add(f"token-{int(server._next()) + 1}")
        await server.command(STRANGER, NEWS, "paper", which="2610.00001")
        await server.until(lambda: server.in_channel(NEWS))
    assert made_paper(1).title in words(server.in_channel(NEWS)[0]).replace("\\", "")


async def test_a_paper_that_takes_longer_than_the_token_lives_is_answered_in_the_channel(house: House) -> None:
    class Dawdling(FakeLookup):
        async def papers(self, refs: Sequence[PaperRef]) -> Sequence[Paper]:
            house.news.clock.pass_by(minutes=16)
            return await super().papers(refs)

    house.news.room = replace(house.news.room, lookup=Dawdling({made_paper(9).ref: made_paper(9)}))
    async with listening(house) as server:
        await server.command(STRANGER, NEWS, "paper", which="2610.00009")
        await server.until(lambda: server.in_channel(NEWS))
    assert made_paper(9).title in words(server.in_channel(NEWS)[0]).replace("\\", "")


async def test_a_button_whose_interaction_has_expired_counts_all_the_same(house: House) -> None:
    story = await house.story()
    async with listening(house) as server:
        server.expired.add(f"token-{int(server._next()) + 1}")
        await server.press(ONE, DESK, await message_of(house, story.id), f"paperdesk:approve:{story.id}:1")
        await until_stage(house, StoryStage.APPROVED)
    assert not server.in_channel(NEWS)


async def test_desk_shows_editors_where_the_edition_stands(house: House) -> None:
    async with listening(house) as server:
        answer = await said_to(house, await server.command(ONE, DESK, "desk"))
        other = await said_to(house, await server.command(STRANGER, DESK, "desk"))
    assert "0 of 3 approved" in words(answer)
    assert "Only editors of nlp" in other["content"]


async def test_desk_gives_each_editor_a_link_of_their_own_and_nobody_else_sees_it(house: House) -> None:
    def invite(team: Team, person: Person) -> str:
        return f"https://papers.example/sign-in?key={team.name}-{person.slack}"

    async with listening(house, invite=invite) as server:
        token = await server.command(ONE, DESK, "desk")
        answer = await said_to(house, token)
        assert server.responses[token]["data"]["flags"] == 64
    assert answer["embeds"][0]["url"] == "https://papers.example/sign-in?key=nlp-U01"
    assert not any("sign-in" in json.dumps(each) for each in server.messages[DESK].values())


async def test_why_not_says_where_a_paper_stood_and_refuses_what_names_none(house: House) -> None:
    async with listening(house) as server:
        stood = await said_to(house, await server.command(ONE, DESK, "why-not", which="2610.00004"))
        none = await said_to(house, await server.command(ONE, DESK, "why-not", which="zymurgy"))
        other = await said_to(house, await server.command(STRANGER, DESK, "why-not", which="2610.00004"))
        every = await said_to(house, await server.command(ONE, DESK, "why-not"))
    assert "it waits in reserve" in stood["content"]
    assert "No paper matches" in none["content"]
    assert "Held back" in every["content"]
    assert "by the same lab" in every["content"]
    assert "Only editors of nlp" in other["content"]


async def test_a_message_with_a_link_is_nominated_from_its_menu(house: House) -> None:
    async with listening(house) as server:
        message = server.post_by(STRANGER, NEWS, "look: https://arxiv.org/abs/2610.00004v2, nice!")
        answer = await said_to(house, await server.menu(ONE, NEWS, "Nominate this paper", message))
        none = await said_to(
            house, await server.menu(ONE, NEWS, "Nominate this paper", server.post_by(STRANGER, NEWS, "hello"))
        )
    assert "Nominated as number 4" in answer["content"]
    assert "links to no paper" in none["content"]
    assert next(s for s in await house.news.stories() if s.place == 4).nominated_by == "Editor One"


async def test_a_paper_from_outside_arxiv_is_nominated_in_a_form(house: House) -> None:
    async with listening(house) as server:
        message = server.post_by(STRANGER, NEWS, "see https://papers.example/one.pdf")
        token = await server.menu(ONE, NEWS, "Nominate this paper", message)
        form = (await server.until(lambda: server.responses.get(token)))["data"]
        typed = {
            "url": "https://papers.example/one.pdf",
            "title": "A Paper of Elsewhere",
            "authors": "A. Example",
            "abstract": "We look elsewhere.",
        }
        answer = await said_to(house, await server.submit(ONE, NEWS, form["custom_id"], typed))
    assert "Nominated as number 5" in answer["content"]


async def test_an_event_that_fails_leaves_the_listener_listening(house: House) -> None:
    story = await house.story()
    async with listening(house) as server:
        await server.interact(ONE, DESK, 5, {"custom_id": "paperdesk:edit:999999:1", "components": []})
        await server.interact(ONE, DESK, 5, {"custom_id": "somebody:else", "components": []})
        await server.send("MESSAGE_REACTION_ADD", {"emoji": {"id": None, "name": "✅"}, "user_id": ONE,
            "channel_id": "1", "message_id": "2", "guild_id": "3", "burst": False, "type": 0})  # fmt: skip
        await server.react(ONE, DESK, await message_of(house, story.id), "✅")
        await until_stage(house, StoryStage.APPROVED)


async def voted(house: House) -> bool | None:
    return bool((await house.story()).votes) or None


async def test_a_redraft_by_reaction_asks_for_another_draft(house: House) -> None:
    story = await house.story()
    async with listening(house) as server:
        await server.react(ONE, DESK, await message_of(house, story.id), "🔁")
        await until(lambda: voted(house))
    assert [v.kind for v in (await house.story()).votes] == ["redraft"]


async def test_a_readers_reaction_in_the_thread_is_kept_and_taken_back(house: House) -> None:
    await house.approve_all()
    await house.news.work()
    part = next(d for d in await house.owed() if d.part == 1)
    thread = next(each.id for each in house.server.channels.values() if each.type == 11)

    async def told() -> list[str]:
        async with house.news.store.begin(reading=True) as books:
            return [signal.kind for signal in await books.readers.of(house.news.team.name)]

    async def now(wanted: list[str]) -> bool | None:
        return await told() == wanted or None

    async with listening(house) as server:
        await server.react(STRANGER, thread, str(part.message_id), "🙋🏽‍♀️")
        await until(lambda: now(["present"]))
        await server.react(STRANGER, thread, str(part.message_id), "👍🏿")
        await until(lambda: now(["like", "present"]))
        await server.react(STRANGER, thread, str(part.message_id), "🙋🏽‍♀️", add=False)
        await until(lambda: now(["like"]))
