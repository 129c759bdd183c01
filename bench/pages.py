"""What an edition's page weighs and how soon it is painted: `python -m bench.pages`.

Each run starts a server of its own in a new process, and a Chromium that runs already opens an edition of ten stories
with all its quotes, without cache or cookies: what is measured is what the first reader after a start gets. Needs
Chromium, and a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from tests.conftest import CHROMIUM_FLAGS, CHROMIUMS

STORIES = 10
#: Bytes without figures, and milliseconds from a cold server on loopback.
MOST_BYTES, MOST_MS = 100_000, 300


async def stand(port: int, folder: str) -> None:
    """Serve one published edition until the process is ended."""
    import uvicorn

    from bot.outlets.web.app import build
    from bot.outlets.web.gate import Gate
    from bot.pipeline import edition as editions
    from bot.pipeline import review
    from tests.factories import EDITOR
    from tests.newsrooms import staffed

    async with staffed(Path(folder), size=STORIES, reserve=0) as staff:
        for story in await staff.stories():
            await review.decide(
                staff.room, editor=EDITOR, kind="approve", story_id=story.id, draft_number=1, via="web", anyway=True
            )
        await editions.approve_text(staff.room, editor=EDITOR, edition_id=staff.edition.id, number=1)
        await editions.publish_now(staff.room, editor=EDITOR, edition_id=staff.edition.id)
        await staff.work()
        app = build(staff.room, Gate.of("127.0.0.1"))
        await uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off")).serve()


async def look(port: int, browser: Any, path: str) -> tuple[float, float, int]:
    """(first paint in ms after the request, answer in ms, bytes of everything) of the first look at a page."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page, sizes = await context.new_page(), []

    async def weigh(response: Any) -> None:
        sizes.append(len(await response.body()))

    page.on("response", weigh)
    await page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
    paint = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    answer = await page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    await context.close()
    return float(paint), float(answer), sum(sizes)


async def measure(runs: int, chromium: str, path: str) -> list[tuple[float, float, int]]:
    """A look in each run, the first of a server of its own."""
    from playwright.async_api import async_playwright

    found = []
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                port = free_port()
                command = [sys.executable, "-W", "ignore", "-m", "bench.pages", "--serve", str(port), folder]
                server = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
                try:
                    await asyncio.to_thread(wait_for, port)
                    found.append(await look(port, browser, path))
                finally:
                    server.terminate()
                    await server.wait()
        await browser.close()
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    """Until the server answers at all, by an address that touches no page."""
    import time

    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("The server did not start within half a minute.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--serve", nargs=2, metavar=("PORT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(stand(int(options.serve[0]), options.serve[1]))
        return
    chromium = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if chromium is None:
        print("No Chromium here: install one to measure how soon a page is painted.")
        return
    found = asyncio.run(measure(options.runs, chromium, "/nlp/2026-11"))
    bare = asyncio.run(measure(options.runs, chromium, "/sign-in"))
    paints, answers, sizes = (sorted(each) for each in zip(*found, strict=True))
    print(f"page of {STORIES} stories with style and icon: {max(sizes) / 1000:.1f} kB (budget {MOST_BYTES / 1000:.0f})")
    print(f"first answer of a cold server: {told(answers)}")
    print(f"first paint: {told(paints)} (budget {MOST_MS})")
    print(f"first paint of a page with one button, for comparison: {told(sorted(paint for paint, _, _ in bare))}")


def told(moments: list[float]) -> str:
    return f"best {moments[0]:.0f} ms, median {statistics.median(moments):.0f}, worst {moments[-1]:.0f}"


if __name__ == "__main__":
    main()
