"""Every command answers in words or JSON, and every mistake in one sentence with its exit code."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.config.entries import categories
from bot.config.starters import starters
from bot.outlets.web.gate import Gate
from bot.store.lock import serve_lock
from tests.cli.conftest import Paperdesk, announced, refused

ROOT = Path(__file__).resolve().parents[2]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['paperdesk', '--help']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'sklearn', 'sqlalchemy', 'slack_bolt', 'discord', 'openai', 'starlette', 'pydantic'}\n"
        "sys.exit(' '.join(sorted(heavy & set(sys.modules))) or None)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in ("demo", "serve", "edition", "init", "check"):
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize(
    "words", [("nonsense",), ("edition", "approve"), ("rank", "--mnth", "2026-10"), ("edition", "reorder", "1", "x")]
)
def test_wrong_usage_is_code_2(words: tuple[str, ...], paperdesk: Paperdesk) -> None:
    said = paperdesk(*words)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_a_misspelt_setting_is_code_3(paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_HTTP_PROT", "80")
    refused(paperdesk("team", "list"), 3, "PAPERDESK_HTTP_PROT", "PAPERDESK_HTTP_PORT")


def test_a_wrong_team_file_is_code_3_and_names_line_and_key(team: Path, paperdesk: Paperdesk) -> None:
    with (team / "paperdesk.toml").open("a") as file:
        file.write('topcs = ["x"]\n')
    refused(paperdesk("team", "list"), 3, "line 9", "“topcs”", "“topics”")


def test_teams_of_the_file_are_known_at_once(team: Path, paperdesk: Paperdesk) -> None:
    assert "nlp" in paperdesk("team", "list").out
    shown = paperdesk("team", "show")
    assert "3   (from the team file)" in shown.out
    assert json.loads(paperdesk("team", "show", "--json").out)["size"] == 3


def test_an_editor_is_let_in_by_a_link_that_only_this_desk_can_make(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "needs no sign-in" in paperdesk("team", "sign-in", "nlp", "Editor One").out
    monkeypatch.setenv("PAPERDESK_PUBLIC_URL", "https://papers.example")
    refused(paperdesk("team", "sign-in", "nlp", "Editor One"), 3, "PAPERDESK_SECRET_KEY")
    monkeypatch.setenv("PAPERDESK_SECRET_KEY", "k" * 32)
    link = json.loads(paperdesk("team", "sign-in", "nlp", "Editor One", "--json").out)["link"]
    key = parse_qs(urlsplit(link).query)["key"][0]
    assert link.startswith("https://papers.example/sign-in?key=")
    ours, other = (Gate.of("127.0.0.1", secret * 32, "https://papers.example") for secret in "kx")
    now = datetime.now(UTC)
    assert (ours.invited(key, now) or ())[:2] == ("nlp", "Editor One")
    assert ours.invited(key, now + timedelta(minutes=16)) is None
    assert other.invited(key, now) is None
    refused(paperdesk("team", "sign-in", "nlp", "Nobody"), 1, "Editor One", "Editor Two")


@pytest.mark.parametrize(("host", "name"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_a_page_for_every_address_is_entered_by_one_of_this_machine(
    host: str, name: str, team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("PAPERDESK_HTTP_HOST", host)
    monkeypatch.setenv("PAPERDESK_HTTP_PORT", "8123")
    said = paperdesk("team", "sign-in", "nlp", "Editor One").out
    assert said.startswith(f"http://{name}:8123/sign-in?key=")
    assert "for others set PAPERDESK_PUBLIC_URL" in said
    monkeypatch.setenv("PAPERDESK_PUBLIC_URL", "https://papers.example")
    assert "for others" not in paperdesk("team", "sign-in", "nlp", "Editor One").out


def test_claims_that_do_not_come_in_are_asked_for(
    home: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("\n"))
    refused(paperdesk("ground"), 2, "Nothing came in on standard input", '"claims"')


def test_an_unknown_team_is_named(team: Path, paperdesk: Paperdesk) -> None:
    refused(paperdesk("rank", "--team", "npl"), 1, "“npl”", "nlp")


def test_without_a_team_the_next_step_is_named(paperdesk: Paperdesk) -> None:
    refused(paperdesk("rank"), 1, "paperdesk init")


@pytest.mark.parametrize("month", ["2026-13", "october", "2026"])
def test_a_month_that_is_none_is_refused(month: str, team: Path, paperdesk: Paperdesk) -> None:
    refused(paperdesk("rank", "--month", month), 2, month)


def test_the_terminal_only_looks_until_it_is_told_who_decides(stocked: Path, paperdesk: Paperdesk) -> None:
    paperdesk("edition", "start")
    refused(paperdesk("edition", "cancel"), 1, "--as NAME")
    refused(paperdesk("edition", "cancel", "--as", "Somebody"), 1, "Only editors of nlp decide")


def test_an_edition_can_be_given_up_as_an_editor(
    stocked: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paperdesk("edition", "start", "--period", "2026-11").code == 0
    monkeypatch.setenv("PAPERDESK_EDITOR", "Editor One")
    assert "cancelled" in paperdesk("edition", "cancel").out
    assert "cancelled" in paperdesk("edition", "list").out


def test_without_a_model_nothing_is_translated_and_that_is_said(stocked: Path, paperdesk: Paperdesk) -> None:
    paperdesk("edition", "start")
    refused(paperdesk("edition", "translate", "zh"), 3, "needs a language model")
    refused(paperdesk("edition", "translate", "zh", "--approve", "7", "--as", "Editor One"), 1, "translated first")
    refused(paperdesk("edition", "translate", "zh", "--approve", "7"), 1, "--as NAME")


def test_a_story_that_is_not_there_is_named(stocked: Path, paperdesk: Paperdesk) -> None:
    paperdesk("edition", "start")
    refused(paperdesk("edition", "drop", "4", "--as", "Editor One"), 1, "no story 4")
    refused(paperdesk("edition", "drop", "2103.10385", "--as", "Editor One"), 1, "2103.10385")


def test_a_moment_without_a_zone_is_refused(team: Path, paperdesk: Paperdesk) -> None:
    refused(paperdesk("edition", "extend", "--until", "2026-12-04T09:00"), 2, "time zone")


def test_commands_that_post_or_poll_leave_it_to_whoever_serves(stocked: Path, paperdesk: Paperdesk) -> None:
    paperdesk("team", "list")
    with serve_lock(stocked / "data" / "paperdesk.db.lock"):
        refused(paperdesk("poll"), 1, "is serving this database")
        assert paperdesk("edition", "start").code == 0
        (edition,) = json.loads(paperdesk("edition", "list", "--json").out)
    assert edition["stage"] == "gathering", "the one who serves takes it on from there"


def test_without_a_network_a_poll_says_soon_what_to_do(team: Path, paperdesk: Paperdesk) -> None:
    # Patience as in `serve` would hold this test up for seven minutes.
    said = paperdesk("poll")
    assert (said.code, said.out) == (4, "0 papers are new, 0 were known.\n")
    assert "127.0.0.1 cannot be reached at all (Connection refused; 2 tries)" in said.err
    assert "`paperdesk check`" in said.err


def test_a_database_of_a_newer_program_is_left_alone(team: Path, paperdesk: Paperdesk) -> None:
    import sqlite3

    paperdesk("team", "list")
    with sqlite3.connect(team / "data" / "paperdesk.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    database.close()
    refused(paperdesk("team", "list"), 1, "newer Paperdesk")


def test_a_backup_can_be_put_back(stocked: Path, paperdesk: Paperdesk) -> None:
    paperdesk("team", "list")
    assert paperdesk("db", "backup", "copy.db").code == 0
    paperdesk("edition", "start")
    assert paperdesk("db", "restore", "copy.db", "--yes").code == 0
    assert "no edition yet" in paperdesk("edition", "list").out
    refused(paperdesk("db", "restore", "nowhere.db", "--yes"), 1, "nowhere.db")


def test_a_backup_never_takes_the_place_of_the_database_itself(team: Path, paperdesk: Paperdesk) -> None:
    paperdesk("team", "list")
    before = (team / "data" / "paperdesk.db").stat().st_ino
    refused(paperdesk("db", "backup", "data/../data/paperdesk.db"), 1, "is the database itself")
    assert (team / "data" / "paperdesk.db").stat().st_ino == before


def test_what_cannot_be_undone_is_not_done_where_nobody_can_be_asked(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    paperdesk("team", "list")
    paperdesk("db", "backup", "copy.db")
    monkeypatch.setattr(sys, "stdin", StringIO())
    refused(paperdesk("db", "restore", "copy.db"), 2, "copy.db", "--yes")
    refused(paperdesk("db", "restore", "nowhere.db"), 1, "There is no file nowhere.db")
    refused(paperdesk("forget", "Editor One"), 2, "Editor One", "--yes")
    assert "Nobody called “Somebody”" in paperdesk("forget", "Somebody").out


def test_an_edition_is_of_a_month_that_there_is(team: Path, paperdesk: Paperdesk) -> None:
    refused(paperdesk("edition", "start", "--period", "2026-99"), 2, "“2026-99” is not a month")


def test_help_shows_every_sentence_whole_and_every_argument_in_capitals(paperdesk: Paperdesk) -> None:
    for words in ((), ("edition",), ("team",), ("jobs",), ("db",)):
        said = paperdesk(*words, "--help").out
        assert "..." not in said.replace("[ARGS]...", "")
        assert "completion" not in said
    assert "[OPTIONS] {STORY} {PLACE}" in paperdesk("edition", "reorder", "--help").out


def test_init_writes_what_check_finds_well_and_overwrites_nothing(home: Path, paperdesk: Paperdesk) -> None:
    assert paperdesk("init", "--yes", "--name", "readers", "--timezone", "Europe/Amsterdam").code == 0
    assert (home / ".env").stat().st_mode & 0o077 == 0
    first = (home / ".env").read_text()
    said = paperdesk("check")
    assert said.code == 0, said.out
    assert "readers (1 editor, " in said.out
    again = paperdesk("init", "--yes", "--name", "others")
    assert "stays as it is" in again.out
    assert (home / ".env").read_text() == first


def test_init_begins_with_a_fields_topics_and_writes_slacks_manifest(home: Path, paperdesk: Paperdesk) -> None:
    said = paperdesk("init", "--yes", "--field", "robotics")
    assert said.code == 0
    assert "ten steps" in said.out
    written = (home / "paperdesk.toml").read_text()
    assert '"cs.RO"' in written
    assert '"motion planning",' in written
    assert (home / "slack-manifest.yaml").read_text() == (ROOT / "bot/outlets/slack/manifest.yaml").read_text()
    assert paperdesk("check").code == 0


def test_an_unknown_field_names_the_nearest_and_all(home: Path, paperdesk: Paperdesk) -> None:
    refused(paperdesk("init", "--yes", "--field", "visoin"), 2, "did you mean “vision”?", "hep")
    assert not (home / "paperdesk.toml").exists()


def test_every_field_is_one_that_a_team_can_begin_with(tmp_path: Path) -> None:
    known = categories()
    for each in starters().values():
        assert set(each.categories) <= set(known), each.name
        assert len(each.topics) >= 5


def test_the_first_look_without_arxiv_is_a_sentence_and_what_was_written_stays(
    home: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_ARXIV_OAI_URL", "http://127.0.0.1:9/oai")
    said = paperdesk("init", "--yes", "--first-look")
    assert said.code == 4
    assert "Traceback" not in said.err
    assert (home / "paperdesk.toml").exists()


def test_check_names_what_is_wrong_and_what_to_do(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("PAPERDESK_HTTP_HOST", "0.0.0.0")
    said = paperdesk("check")
    assert said.code == 3
    assert "✗ writer: PAPERDESK_OPENAI_MODEL is not set" in said.out
    assert "✗ web page: The desk would be open" in said.out
    assert "sk-made-up" not in said.out + said.err


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-made-up", "✗ tokens: PAPERDESK_SLACK_BOT_TOKEN does not begin with xoxb-"),
        ("SLACK_BOT_TOKEN", "xapp-1-made-up", "they may be swapped"),
        ("SLACK_APP_TOKEN", "made-up-token", "copy it again"),
    ],
)
def test_check_sees_swapped_tokens_without_asking_anybody(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, told: str
) -> None:
    monkeypatch.setenv("PAPERDESK_SLACK_API_URL", "http://127.0.0.1:9/api/")
    monkeypatch.setenv(f"PAPERDESK_{setting}", value)
    said = paperdesk("check")
    assert said.code == 3
    assert told in said.out
    assert "made-up" not in said.out + said.err
    refused(paperdesk("serve"), 3, told.partition("tokens: ")[2] or told)


def test_a_source_that_cannot_be_reached_is_told_and_is_no_fault_of_the_settings(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    said = paperdesk("check")
    assert "○ arXiv: http://127.0.0.1:9/ cannot be reached" in said.out
    assert "HTTPS_PROXY is set, but sources are asked directly" in said.out


def test_what_was_spent_is_told_by_month(team: Path, paperdesk: Paperdesk) -> None:
    assert "has spent nothing in 2026-10" in paperdesk("spend", "--month", "2026-10").out
    refused(paperdesk("spend", "--month", "2026-13"), 2, "2026-13")


def test_settling_needs_to_be_told_how(team: Path, paperdesk: Paperdesk) -> None:
    refused(paperdesk("jobs", "settle", "abc"), 2, "--not-posted")
    refused(paperdesk("jobs", "settle", "abc", "--skip"), 1, "“abc”")
    assert paperdesk("jobs", "list").out == "Everything went through.\n"


def test_what_nobody_expected_is_one_sentence_too(paperdesk: Paperdesk, home: Path) -> None:
    (home / "paperdesk.toml").mkdir()
    said = paperdesk("team", "list")
    assert said.code in {1, 3}
    assert said.err.strip().count("\n") == 0


def test_a_library_gives_a_team_its_first_taste(team: Path, paperdesk: Paperdesk) -> None:
    entry = "@misc{%s, title = {On %s}, doi = {10.1145/%s}, abstract = {We study %s.}, year = 2021}\n"
    (team / "library.bib").write_text("".join(entry % ((n,) * 4) for n in ("one", "two")) + "@misc{cut, title = {x")
    said = paperdesk("team", "taste", "--from", "library.bib", "--json")
    told = json.loads(said.out)
    assert (told["examples"], told["new"], told["by_file"]) == (2, 2, 2)
    assert [each["name"] for each in told["missing"]] == ["line 3"]
    again = paperdesk("team", "taste", "--from", "library.bib")
    assert "2 papers are the examples of nlp; 0 of them are new." in again.out
    refused(paperdesk("team", "taste", "--from", "away.bib"), 2, "away.bib")


def test_coefficients_of_ones_own_rank_or_are_refused_at_once(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_RANKER", "own.json")
    refused(paperdesk("rank"), 3, "PAPERDESK_RANKER", "own.json")
    (team / "own.json").write_text("{}", encoding="utf-8")
    refused(paperdesk("rank"), 3, "train-prior")
    shipped = (ROOT / "bot/ranking/prior.json").read_text("utf-8")
    (team / "own.json").write_text(shipped, encoding="utf-8")
    assert paperdesk("rank").code == 0


def test_a_score_is_explained_with_what_is_shared_apart_from_the_teams_own(team: Path, paperdesk: Paperdesk) -> None:
    paperdesk("team", "list")
    asyncio.run(announced(team, 40, date(2021, 6, 15)))
    rows = json.loads(paperdesk("rank", "--month", "2021-06", "--top", "40", "--json").out)
    assert len(rows) == 40
    for row in rows:
        assert row["shared"] + row["team"] == row["score"] == sum(part["value"] for part in row["parts"])
    told = paperdesk("rank", "--month", "2021-06", "--top", "40", "--explain").out
    for words in ("for every team", "for nlp alone", "prior: ", "topic: ", "in all"):
        assert told.count(words) >= 40, words
    held = [row["held_back"] for row in rows if row["held_back"]]
    assert all(f"held back: {reason}" in told for reason in held)
    why = paperdesk("rank", "--month", "2021-06", "--why-not", rows[-1]["ref"]).out
    assert why.startswith("It stood 40 of 40")


def test_an_edition_tells_why_a_paper_is_not_in(team: Path, paperdesk: Paperdesk) -> None:
    paperdesk("team", "list")
    asyncio.run(announced(team, 40, datetime.now(UTC).date() - timedelta(days=2)))
    refused(paperdesk("edition", "why-not", "2106.00001"), 1, "paperdesk edition start")
    paperdesk("edition", "start")
    desk = json.loads(paperdesk("edition", "show", "--json").out)
    stages = {card["paper"]["ref"]["value"]: card["story"]["stage"] for card in desk["cards"]}
    shown = next(ref for ref, stage in stages.items() if stage == "in_review")
    reserve = next(ref for ref, stage in stages.items() if stage == "proposed")
    near = {held["ref"] for held in desk["edition"]["held_back"]}
    left = next(ref for n in range(1, 41) if (ref := f"2106.{n:05d}") not in {*stages, *near})
    for ref, words in ((shown, "it is in the edition"), (reserve, "it waits in reserve"), (left, "It stood ")):
        assert f"({ref}): {words}" in paperdesk("edition", "why-not", ref).out
    refused(paperdesk("edition", "why-not", "nonsense"), 4)


def test_check_tells_what_ranking_has_and_what_of_it_cannot_be_used(
    team: Path, paperdesk: Paperdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "texts are compared by words; no counts are taken; the shipped coefficients." in paperdesk("check").out
    monkeypatch.setenv("PAPERDESK_ATTENTION", "github, hacker-news")
    assert "counts are taken from github, hacker-news" in paperdesk("check").out
    monkeypatch.setenv("PAPERDESK_MINILM", "nowhere")
    said = paperdesk("check")
    assert (said.code, "✗ ranking: nowhere has no model.onnx" in said.out) == (3, True)
    monkeypatch.delenv("PAPERDESK_MINILM")
    monkeypatch.setenv("PAPERDESK_ATTENTION", "townhall")
    refused(paperdesk("team", "list"), 3, "PAPERDESK_ATTENTION", "“townhall”")
