"""The terminal: everything that decides is on the card, and no title can drive the cursor."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.domain.edition import Delivery
from bot.domain.editorial import StoryStage
from bot.domain.errors import PostRefused
from bot.domain.story import Claim, Vote
from bot.domain.team import Place
from bot.outlets.terminal import TerminalChannel, card_lines, desk_lines, paper_lines
from bot.ports import Appearance
from tests.factories import EDITOR, NOON, made_desk, made_draft, made_evidence, made_face, made_paper, printed_edition

PLACE = Place("terminal")


def shown(lines: object) -> str:
    return "\n".join(line.plain for line in lines)  # type: ignore[attr-defined]


def test_a_card_shows_the_score_with_its_reasons_and_every_claim_with_its_quote() -> None:
    face = made_face(votes=(Vote(1, EDITOR.name, "approve", "web", NOON),))
    text = shown(card_lines(face))
    assert face.paper.title in text
    assert "h-index 41" in text
    assert "👾 https://code.example/1" in text
    for part in face.story.score.parts:
        assert f"{part.value:+.2f}" in text
        assert all(reason.replace("*", "") in text for reason in part.reasons)
    assert face.story.draft
    for claim in face.story.draft.claims:
        assert claim.text in text
        assert not claim.quote or claim.quote in text
    assert "(opinion)" in text
    assert f"{EDITOR.name}: approve (draft 1, web)" in text


def test_an_unverified_claim_says_why_it_is_doubted() -> None:
    claim = Claim("fact", "It wins by 99.", reasons=("99 is not in the quote",))
    text = shown(card_lines(made_face(draft=made_draft(why=(claim,)))))
    assert "? It wins by 99. (not verified)" in text
    assert "99 is not in the quote" in text


def test_a_story_without_a_draft_says_so() -> None:
    assert "Not drafted yet." in shown(card_lines(made_face(stage=StoryStage.PROPOSED)))


def test_the_desk_says_what_is_missing_and_lists_every_story() -> None:
    face = made_desk((StoryStage.APPROVED, StoryStage.IN_REVIEW, StoryStage.DROPPED))
    text = shown(desk_lines(face))
    for sentence in face.missing:
        assert sentence in text
    for card in face.cards:
        assert card.paper.title in text
    assert "Held back: Made-Up Prompts, Again" in text


def test_a_paper_says_where_it_has_appeared() -> None:
    where = Appearance("nlp", "2026-11", "Toys", 3)
    text = shown(paper_lines(made_paper(), made_evidence(), [where]))
    assert "Appeared in nlp, 2026-11, as number 3: Toys" in text
    assert "withdrawn" in shown(paper_lines(made_paper(withdrawn=True)))


@pytest.mark.anyio
async def test_an_edition_is_printed_whole() -> None:
    out = io.StringIO()
    channel = TerminalChannel(Console(file=out, width=400))
    edition = printed_edition()
    [body] = channel.bodies(edition, PLACE)
    owed = Delivery("d1", "edition", "edition:1", PLACE, 0, body)
    assert await channel.find(owed, None) is None
    assert await channel.post(owed, None) == "d1"
    for story in edition.stories:
        assert story.title in out.getvalue()
        assert all(claim.text in out.getvalue() for claim in (*story.why, *story.insights))


@pytest.mark.anyio
@pytest.mark.parametrize("text", ["\x1b[2J\x1b]0;owned\x07", "[bold]not markup[/bold] [/]", "\u202egnp.exe", "\x9b31m"])
async def test_no_title_drives_the_terminal(text: str) -> None:
    out = io.StringIO()
    channel = TerminalChannel(Console(file=out, width=400, force_terminal=False))
    story = replace(printed_edition(1).stories[0], title=text, authors=(text,))
    [body] = channel.bodies(printed_edition(1, headline=text, stories=(story,)), PLACE)
    await channel.post(Delivery("d1", "edition", "edition:1", PLACE, 0, body), None)
    assert not any(letter in out.getvalue() for letter in "\x1b\x07\x9b\u202e")
    assert ("[bold]not markup[/bold] [/]" in out.getvalue()) == text.startswith("[bold]")


@pytest.mark.anyio
@pytest.mark.parametrize("body", ["", "{}", "[]", '{"lines": 3}', '{"lines": [4]}', '{"lines": ["[/]"]}'])
async def test_a_body_of_garbage_is_refused(body: str) -> None:
    channel = TerminalChannel(Console(file=io.StringIO()))
    with pytest.raises(PostRefused):
        await channel.post(Delivery("d1", "edition", "edition:1", PLACE, 0, body), None)
