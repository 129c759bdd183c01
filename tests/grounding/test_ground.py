"""`paperdesk ground`: a line in, a line out, whatever stands beside it."""

import io
import json

import pytest

from bot.cli.ground import ground
from tests.grounding.papers import AUTHORS, BEATS, MANY, SOURCE, TITLE

GOOD = {
    "id": "p1",
    "title": TITLE,
    "authors": list(AUTHORS),
    "source": SOURCE,
    "claims": [
        {"text": "Many small translation models struggle with rare words.", "quote": MANY},
        {"text": "Lantern outperforms DenseNet-T by 9.9 BLEU points.", "quote": BEATS, "kind": "fact"},
        {"text": "A sober read.", "quote": "", "kind": "judgement"},
    ],
}


def answers(*lines: str) -> tuple[list[dict[str, object]], str, tuple[int, int]]:
    out, err = io.StringIO(), io.StringIO()
    counts = ground(io.StringIO("\n".join(lines)), out, err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), counts


def test_each_claim_gets_its_verdict_quote_and_reasons() -> None:
    (answer,), err, counts = answers(json.dumps(GOOD))
    assert answer == {
        "id": "p1",
        "claims": [
            {"verdict": "verified", "quote": MANY, "reasons": []},
            {"verdict": "unverified", "quote": BEATS, "reasons": ["“9.9” is not in the quote"]},
            {"verdict": "verified", "quote": "", "reasons": []},
        ],
    }
    assert (err, counts) == ("", (1, 0))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "it is not JSON"),
        ("[1]", "it is not a JSON object"),
        ('{"id": 1}', "“source” is missing or is not text"),
        ('{"source": "x", "claims": 5}', "“claims” is not a list"),
        ('{"source": "x", "claims": [5]}', "a claim is not a JSON object"),
        ('{"source": "x", "claims": [{"text": 5}]}', "“text” is missing or is not text"),
        ('{"source": "x", "authors": 5, "claims": []}', "“authors” is not a list of names"),
        ('{"source": "x", "claims": [{"text": "x", "kind": "rumour"}]}', "“rumour” is no kind of claim"),
    ],
)
def test_a_bad_line_is_named_and_does_not_stop_the_rest(line: str, said: str) -> None:
    found, err, counts = answers(line, "", json.dumps(GOOD))
    assert [answer["id"] for answer in found] == ["p1"]
    assert err.startswith(f"Line 1 was left out: {said}")
    assert counts == (1, 1)


def test_half_a_surrogate_pair_is_answered() -> None:
    (answer,), _, _ = answers('{"id": "\\ud800", "source": "x", "claims": [{"text": "y \\ud800", "quote": "\\ud800"}]}')
    assert answer["id"] == "\ud800"
