"""An edition and a card in Chinese: the frame is Chinese everywhere, and what papers say is untouched."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from bot.domain.wording import wording
from bot.outlets.discord import cards as discord_cards
from bot.outlets.discord import embeds
from bot.outlets.slack.blocks import post
from bot.outlets.slack.blocks.card import card_blocks
from bot.outlets.web.cards import Viewer, desk_live
from bot.outlets.web.exports import markdown, plain
from bot.outlets.web.pages import Addresses, edition_page, stories_fragment
from bot.pipeline.printing import how_made
from tests.factories import made_desk, made_edition, made_face, made_team, printed_edition

SAY = wording("zh")
PRINTED = printed_edition(language="zh")
PRINTED = replace(PRINTED, how_made=how_made(made_edition(), PRINTED.stories, SAY))
TEAM = made_team(language="zh")

EDITIONS = {
    "slack": "\n".join(post.bodies(PRINTED, page="https://papers.example/nlp/2026-11")),
    "discord": json.dumps([m.as_json() for m in embeds.edition(PRINTED)], ensure_ascii=False),
    "page": edition_page(PRINTED, Addresses(), original="en"),
    "feed": stories_fragment(PRINTED, Addresses()),
    "markdown": markdown(PRINTED),
    "text": plain(PRINTED),
}
CARDS = {
    "slack": json.dumps(card_blocks(made_face(1, team=TEAM)), ensure_ascii=False),
    "discord": json.dumps(discord_cards.card(made_face(1, team=TEAM)).as_json(), ensure_ascii=False),
    "page": desk_live(made_desk(team=TEAM), Viewer("Editor One"), Addresses(), here="/desk/nlp/2026-11"),
}
ENGLISH = re.compile(r"Key insights|You might also like|Drafted by|Also worth|References\b")


@pytest.mark.parametrize("where", EDITIONS)
def test_an_edition_is_framed_in_chinese(where: str) -> None:
    said = EDITIONS[where]
    assert "要点" in said
    assert "参考文献" in said
    assert not ENGLISH.search(said)
    assert "2026年11月" in said or where == "feed"
    assert "篇论文中选出" in said
    assert "Prompt tuning" in said


@pytest.mark.parametrize("where", CARDS)
def test_a_card_is_framed_in_chinese(where: str) -> None:
    said = CARDS[where]
    for word in ("要点", "得分", "认可", "弃用", "审阅中"):
        assert word in said
    assert not ENGLISH.search(said)
    assert "Prompt tuning" in said


def test_a_language_without_a_table_is_framed_in_english() -> None:
    assert "Key insights" in markdown(printed_edition(language="fr"))
