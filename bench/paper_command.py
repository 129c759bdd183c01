"""How quickly `/paper` is acknowledged when 50 people ask in the same instant: `python -m bench.paper_command`.

The requests are signed as Slack signs them and go through Bolt's own front door; answers go to a server on
loopback. Printed are milliseconds from the instant in which all ask to each acknowledgement, and until all of
them have been answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode


async def measured(people: int, rounds: int) -> dict[str, float]:
    from slack_bolt.async_app import AsyncBoltRequest
    from slack_sdk.signature import SignatureVerifier

    from tests.outlets.slack_desk import SECRET, slack_room

    acknowledged: list[float] = []
    answered: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with slack_room(Path(folder), size=10) as slack:

            async def asked(number: int, instant: float) -> None:
                form = {
                    "command": "/paper", "text": f"2610.{number % 10 + 1:05d}", "team_id": "T1", "channel_id": "CNEWS",
                    "user_id": f"U{number}", "trigger_id": f"1.{number}",
                    "response_url": slack.server.url.replace("/api/", "/respond"),
                }  # fmt: skip
                raw, stamp = urlencode(form), str(int(time.time()))
                signed = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=raw) or ""
                headers: dict[str, str | Sequence[str]] = {
                    "content-type": ["application/x-www-form-urlencoded"],
                    "x-slack-signature": [signed],
                    "x-slack-request-timestamp": [stamp],
                }
                answer = await slack.app.bolt.async_dispatch(AsyncBoltRequest(body=raw, headers=headers))
                acknowledged.append((time.perf_counter() - instant) * 1000)
                if answer.status != 200:
                    raise SystemExit(f"/paper was answered with {answer.status}")

            await asked(0, time.perf_counter())
            await slack.app.front.settled()
            acknowledged.clear()
            slack.server.answers.clear()
            for _ in range(rounds):
                start = time.perf_counter()
                await asyncio.gather(*(asked(number, start) for number in range(people)))
                await slack.app.front.settled()
                answered.append((time.perf_counter() - start) * 1000)
            if len(slack.server.answers) != people * rounds:
                raise SystemExit("somebody got no answer")
    return {
        "people": people,
        "rounds": rounds,
        "acknowledged_p50_ms": round(_at(acknowledged, 0.50), 1),
        "acknowledged_p99_ms": round(_at(acknowledged, 0.99), 1),
        "all_answered_p50_ms": round(_at(answered, 0.50), 1),
    }


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description="How quickly /paper is acknowledged.")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(json.dumps(asyncio.run(measured(given.people, given.rounds))))


if __name__ == "__main__":
    main()
