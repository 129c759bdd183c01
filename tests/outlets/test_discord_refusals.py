"""Whatever Discord answers is one of our own errors, with a sentence that says what to do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.domain.errors import PostError, PostLater, PostRefused, PostUnclear
from bot.outlets.discord.refusals import later, meaning


def answered(status: int, message: object = "", code: int = 0, wait: str | None = None) -> discord.HTTPException:
    headers = {"Retry-After": wait} if wait is not None else {}
    response = SimpleNamespace(status=status, reason="said", headers=headers)
    return discord.HTTPException(cast("Any", response), {"code": code, "message": message})


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (discord.RateLimited(3.0), PostLater, "slow down"),
        (discord.LoginFailure("bad token"), PostRefused, "PAPERDESK_DISCORD_TOKEN"),
        (cast("Any", discord.GatewayNotFound)(), PostLater, "cannot be reached"),
        (TimeoutError(), PostUnclear, "may or may not be there"),
        (aiohttp.ServerDisconnectedError(), PostUnclear, "may or may not be there"),
        (answered(429), PostLater, "slow down"),
        (answered(503), PostUnclear, "answered with 503"),
        (answered(401), PostRefused, "PAPERDESK_DISCORD_TOKEN"),
        (answered(404), PostRefused, "does not find channel 222"),
        (answered(403), PostRefused, "does not let the bot write in channel 222"),
        (answered(400, "Invalid form\nbody", 50035), PostRefused, "222"),
        (answered(400, "Something odd\nand more", 99999), PostRefused, "“Something odd” (code 99999)"),
    ],
)
def test_an_answer_of_discords_is_one_of_ours_with_a_sentence(
    error: Exception, kind: type[PostError], words: str
) -> None:
    told = meaning(error, "222")
    assert type(told) is kind
    assert words in str(told)
    assert "\n" not in str(told)


@pytest.mark.parametrize(("given", "wait"), [("7.5", 7.5), ("0.1", 1.0), ("soon", 30.0), (None, 30.0)])
def test_discord_is_waited_for_as_long_as_it_says_and_never_less_than_a_second(given: str | None, wait: float) -> None:
    told = meaning(answered(429, wait=given))
    assert isinstance(told, PostLater)
    assert told.after == wait


def test_what_went_wrong_before_anything_was_sent_may_simply_be_tried_again() -> None:
    refused = PostRefused("No.")
    assert later(refused) is refused
    assert isinstance(later(PostUnclear("Who knows.")), PostLater)
