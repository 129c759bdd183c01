"""Whoever's figures about authors are shown is named and linked to, wherever they are shown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.domain.evidence import CREDITS
from bot.outlets.discord import answers as discord_answers
from bot.outlets.discord import cards as discord_cards
from bot.outlets.slack.blocks.answer import answer_blocks
from bot.outlets.slack.blocks.card import card_blocks
from bot.outlets.terminal import card_lines, paper_lines
from bot.outlets.web.pages import Addresses, render
from bot.pipeline.ask import Answer
from tests.factories import made_evidence, made_face, made_paper

NAME, URL = CREDITS["semantic-scholar"]


def shown(*, known: bool) -> dict[str, str]:
    """Everything that shows a paper with its authors, as text."""
    face = made_face(1)
    evidence = made_evidence(1)
    if not known:
        evidence = replace(evidence, authors=tuple(replace(a, h_index=None) for a in evidence.authors))
        face = replace(face, evidence=evidence)
    answer = Answer(made_paper(1), evidence)
    return {
        "card in Slack": json.dumps(card_blocks(face)),
        "/paper in Slack": json.dumps(answer_blocks(answer)),
        "card in Discord": json.dumps(discord_cards.card(face).as_json()),
        "/paper in Discord": json.dumps(discord_answers.answer(answer).as_json()),
        "card in the terminal": "\n".join(line.plain for line in card_lines(face)),
        "paper in the terminal": "\n".join(line.plain for line in paper_lines(made_paper(1), evidence)),
        "paper on the web": render(
            "paper.html", answer=answer, words="x", said="", at=Addresses(), found=[], originals={}
        ),
    }


@pytest.mark.parametrize("where", sorted(shown(known=True)))
def test_the_source_of_an_h_index_is_named_and_linked_to(where: str) -> None:
    said = shown(known=True)[where]
    assert NAME in said
    assert URL in said


@pytest.mark.parametrize("where", sorted(shown(known=False)))
def test_where_nothing_of_it_is_shown_it_is_not_named(where: str) -> None:
    assert URL not in shown(known=False)[where]
