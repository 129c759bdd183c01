"""Log lines are JSON where machines read them, and never hold a secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import LogFormat, LoggedProgress, set_up_log, troubles


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_an_event_with_fields() -> None:
    stream = io.StringIO()
    set_up_log(look="json", stream=stream)
    structlog.get_logger().info("story.moved", story=3, to="approved")
    (line,) = lines(stream)
    assert (line["event"], line["story"], line["to"], line["level"]) == ("story.moved", 3, "approved", "info")
    assert str(line["timestamp"]).endswith("Z")


def test_lines_of_libraries_look_the_same() -> None:
    stream = io.StringIO()
    set_up_log(look="json", stream=stream)
    logging.getLogger("some.library").warning("away for %s s", 3)
    logging.getLogger("apscheduler.scheduler").info("Added job")
    (line,) = lines(stream)
    assert (line["event"], line["level"]) == ("away for 3 s", "warning")


def test_what_is_below_the_level_is_not_said() -> None:
    stream = io.StringIO()
    set_up_log(level="warning", look="json", stream=stream)
    structlog.get_logger().info("story.moved")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("look", ["json", "pretty"])
@pytest.mark.parametrize(
    "secret",
    [
        "a-secret-key-of-ours",
        "xoxb-123-456-abcDEF",
        "xapp-1-A0-123-abc",
        "sk-proj-abcdefghijklmnopqrstuvwx",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB",
    ],
)
def test_secrets_never_appear(secret: str, look: LogFormat) -> None:
    stream = io.StringIO()
    set_up_log(look=look, secrets=["a-secret-key-of-ours"], stream=stream)
    log = structlog.get_logger()
    log.info("slack.connected", token=secret)
    event = f"connected with {secret}"
    log.info(event)
    logging.getLogger("library").error("refused: %s", secret)
    try:
        dict[str, str]()[secret]
    except KeyError:
        log.exception("slack.failed", nested={"header": f"Bearer {secret}"})
    assert secret not in stream.getvalue()
    assert stream.getvalue().count("•••") >= 5


@pytest.mark.parametrize(
    "address",
    ["postgresql://desk:hunter22@db/x", "https://api.example/x?a=1&token=hunter22", "Authorization: Bearer hunter22"],
)
def test_passwords_in_addresses_and_headers_never_appear(address: str) -> None:
    stream = io.StringIO()
    set_up_log(look="json", stream=stream)
    structlog.get_logger().info("store.opened", where=address)
    assert "hunter22" not in stream.getvalue()


def test_an_address_with_a_port_is_left_as_it_is() -> None:
    stream = io.StringIO()
    set_up_log(look="json", stream=stream)
    structlog.get_logger().info("web.open", where="http://127.0.0.1:8000/desk", user="a@lab.example")
    assert "http://127.0.0.1:8000/desk" in stream.getvalue()


def test_long_work_leaves_one_line_where_nobody_watches() -> None:
    stream = io.StringIO()
    set_up_log(look="json", stream=stream)
    with LoggedProgress().track("Drafting", 2) as track:
        track.advance()
        track.advance()
    (line,) = lines(stream)
    assert (line["work"], line["done"], line["of"]) == ("Drafting", 2, 2)


def test_troubles_are_counted_by_event_and_source_and_sentences_make_no_series() -> None:
    assert troubles() == {}, "before the log is set up there is nothing to tell"
    set_up_log(look="json", stream=io.StringIO())
    log = structlog.get_logger()
    log.info("poll.done")
    for _ in range(2):
        log.warning("poll.away", source="arxiv")
    log.error("job.given_up")
    log.error("something with a number 17 in it", source=object())
    assert troubles() == {("poll.away", "arxiv"): 2, ("job.given_up", ""): 1, ("other", ""): 1}
