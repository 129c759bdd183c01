"""What travels: the wheel, its command, the locks, and what no file may name."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

LOCKS = ("requirements.lock", "requirements-server.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.MULTILINE)
# In pieces, because this file is searched too.
REGISTRIES = [
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
    )
]
HEAVY = {
    "aiohttp",
    "alembic",
    "discord",
    "lxml",
    "numpy",
    "openai",
    "procrastinate",
    "sklearn",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "sqlmodel",
    "starlette",
    "uvicorn",
}


def run(*command: str | Path, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program in an environment that knows nothing of this one, and show what it said if it failed."""
    kept = {name: os.environ[name] for name in ("LANG", "OPENBLAS_CORETYPE") if name in os.environ}
    clean = {"PATH": os.defpath, "HOME": str(cwd), **kept, **variables}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done


def tracked() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("git: this is not a checkout, so no file is tracked")
    return subprocess.check_output(("git", "ls-files", "-z"), cwd=ROOT, text=True).rstrip("\0").split("\0")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment into which the wheel alone was installed; dependencies are lent to it."""
    room = tmp_path_factory.mktemp("package")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", room)
    (wheel,) = room.glob("paperdesk-*.whl")
    run(sys.executable, "-m", "venv", room / "env", cwd=room)
    programs = room / "env" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=room)
    (site,) = (room / "env" / "lib").glob("python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def test_every_file_of_the_package_travels_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    list_files = (
        "from importlib.resources import files; from pathlib import Path; home = Path(str(files('bot')));"
        "print(home); print(*(path.relative_to(home) for path in home.rglob('*')), sep='\\n')"
    )
    home, *found = run(installed / "python", "-I", "-c", list_files, cwd=tmp_path).stdout.splitlines()
    wanted = {path.removeprefix("bot/") for path in tracked() if path.startswith(("bot/", "prompts/", "migrations/"))}
    assert "site-packages" in home
    assert {"py.typed", "prompts/draft.md", "migrations/env.py"} <= wanted
    assert not {path for path in wanted if (ROOT / path).exists() or (ROOT / "bot" / path).exists()} - set(found)


def test_the_installed_command_explains_itself(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "paperdesk", "--help", cwd=tmp_path).stdout
    assert "demo" in said
    assert "serve" in said


@pytest.mark.slow
def test_the_installed_demo_publishes_an_edition_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    pytest.importorskip("aclsum", reason="aclsum is not installed (extra `demo`)")
    nobody = "http://127.0.0.1:9"
    away = {
        f"PAPERDESK_{name}_URL": nobody
        for name in ("ARXIV_FEED", "ARXIV_OAI", "ARXIV_API", "ARXIV_HTML", "ARXIV_PDF", "SEMANTIC_SCHOLAR", "OPENALEX")
    }
    run(installed / "paperdesk", "demo", "--headless", "--approve-all", cwd=tmp_path, **away)
    left = {path.suffix for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size}
    assert {".html", ".md", ".json", ".atom"} <= left


def test_help_imports_nothing_heavy() -> None:
    timed = run(sys.executable, "-X", "importtime", "-m", "bot", "--help").stderr
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in timed.splitlines()}
    assert "typer" in imported
    assert not imported & HEAVY


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_has_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text()
    blocks = re.split(r"\n(?! )", text.strip())
    pinned = [block for block in blocks if not block.startswith("#")]
    assert len(pinned) > 50
    for block in pinned:
        first, *rest = block.splitlines()
        assert PIN.match(first), f"{lock} holds a line that pins nothing: {first}"
        assert rest, f"{lock} has no hash for {first}"
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line) for line in rest), first


def test_the_locks_agree_so_that_one_environment_serves_all() -> None:
    run_time, server, dev = (
        {(m["name"], m["version"]) for m in PIN.finditer((ROOT / lock).read_text())} for lock in LOCKS
    )
    assert run_time <= server <= dev


def test_the_locks_hold_what_the_package_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project, groups = asked["project"], asked["dependency-groups"]
    run_time = [*project["dependencies"], *project["optional-dependencies"]["demo"], *groups["build"]]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    tools = [line for line in groups["dev"] if isinstance(line, str)]
    wanted = dict(zip(LOCKS, (run_time, [*run_time, *extras], [*run_time, *extras, *tools]), strict=True))
    for lock, lines in wanted.items():
        pins: dict[str, list[str]] = {}
        for pin in PIN.finditer((ROOT / lock).read_text()):
            pins.setdefault(pin["name"], []).append(pin["version"])
        for requirement in map(Requirement, lines):
            versions = pins.get(canonicalize_name(requirement.name), [])
            assert any(map(requirement.specifier.contains, versions)), f"{lock} lacks {requirement}: run `make lock`"


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    makers = packages_distributions()
    missing = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in (ROOT / "bot").rglob("*.py")
        for name in imports(file) - sys.stdlib_module_names - {"bot"}
        if not declared & {canonicalize_name(maker) for maker in makers.get(name, ())}
    }
    assert not missing


def imports(file: Path) -> set[str]:
    """The top-level names of what a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_no_file_names_a_package_registry() -> None:
    guilty = []
    for path in tracked():
        file = ROOT / path
        if file.is_file():
            text = file.read_bytes().decode(errors="replace").lower()
            guilty += [f"{path} names {host}" for host in REGISTRIES if host in text]
    assert not guilty
