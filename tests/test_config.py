"""Settings and team files say which, where, and what to write instead."""

# ruff: noqa: E501 - a mistake and the sentence it gets stand on one line

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config.settings import names, read_settings
from bot.config.teams import read_teams
from bot.domain.errors import NotConfigured, UnreadableTeamFile
from bot.domain.team import Person, Place, Team, Urgent
from bot.jobs.calendar import CronCalendar

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def teams_in(tmp_path: Path, text: str) -> list[Team]:
    file = tmp_path / "paperdesk.toml"
    file.write_text(text, encoding="utf-8")
    return [each.team for each in read_teams(file, CronCalendar(), NOW)]


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(UnreadableTeamFile) as refused:
        teams_in(tmp_path, text)
    said = str(refused.value)
    assert "\n" not in said
    return said.removeprefix(str(tmp_path / "paperdesk.toml"))


def test_without_any_setting_there_are_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    assert settings.http_host == "127.0.0.1"
    assert settings.database == f"sqlite:///{tmp_path}/data/paperdesk.db"
    assert settings.secrets == ()


def test_a_misspelt_name_in_the_environment_is_refused_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_SLACK_BOT_TOKN", "xoxb-0")
    with pytest.raises(NotConfigured, match=r"PAPERDESK_SLACK_BOT_TOKN.*did you mean PAPERDESK_SLACK_BOT_TOKEN"):
        read_settings(None)


def test_a_misspelt_name_in_the_env_file_is_refused_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OTHER_PROGRAM=1\nPAPERDESK_HTTP_PROT=80\n")
    with pytest.raises(NotConfigured, match=r"PAPERDESK_HTTP_PROT, found in .*\.env.*PAPERDESK_HTTP_PORT"):
        read_settings(file)


def test_the_environment_wins_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("PAPERDESK_HTTP_PORT=1111\nPAPERDESK_CONTACT=desk@lab.example\n")
    monkeypatch.setenv("PAPERDESK_HTTP_PORT", "2222")
    settings = read_settings(file)
    assert (settings.http_port, settings.contact) == (2222, "desk@lab.example")


def test_a_value_that_cannot_be_read_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_HTTP_PORT", "s3cret-pasted-here")
    with pytest.raises(NotConfigured, match="PAPERDESK_HTTP_PORT cannot be used") as refused:
        read_settings(None)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("HTTP_PORT", "http", "it should be a whole number."),
        ("HTTP_PORT", "80000", "it should be at most 65535."),
        ("MONTHLY_CAP", "20USD", "it should be a number."),
        ("DISCORD_GUILD", "our server", "it should be the id of a server, a long number."),
        ("PUBLIC_URL", "papers.example", "it should be an address that begins with https:// (or http://)."),
        ("ARXIV_FEED_URL", "rss.arxiv.org", "it should be an address that begins with https:// (or http://)."),
        ("OPENAI_BASE_URL", "localhost:11434", "it should be an address that begins with https:// (or http://)."),
        ("OPENAI_BASE_URL", "http://localhost:port", "it should be an address that begins with https:// (or http://)."),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_plain_words(
    name: str, given: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"PAPERDESK_{name}", given)
    with pytest.raises(NotConfigured) as refused:
        read_settings(None)
    assert str(refused.value) == f"The setting PAPERDESK_{name} cannot be used: {said}"


def test_a_name_that_is_like_no_setting_leads_to_the_list_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_FOO", "1")
    with pytest.raises(NotConfigured, match=r"docs/settings\.md lists"):
        read_settings(None)


def test_a_key_that_stands_twice_in_the_team_file_is_told_so(tmp_path: Path) -> None:
    assert "(a key stands there twice)" in refusal(tmp_path, '[[team]]\nname = "nlp"\nsize = 3\nsize = 4\n')


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_SLACK_BOT_TOKEN", "xoxb-secret")
    settings = read_settings(None)
    assert "xoxb-secret" not in repr(settings)
    assert settings.secrets == ("xoxb-secret",)


def test_every_setting_says_what_it_is_for() -> None:
    from bot.config.settings import Settings

    assert all(field.description for field in Settings.model_fields.values())
    assert len(set(names())) == len(names())


WHOLE = """
[[team]]
name = "nlp"
categories = ["cs.CL", "cs.LG"]
topics = ["prompt tuning", "retrieval-augmented generation"]
not_topics = ["medical imaging"]
authors = ["semantic-scholar:1688681", "A. Known"]
size = 10
publish = "1st tue 09:00"
review_days = 5
remind_hours = [48, 6]
timezone = "Europe/Amsterdam"
approvals_needed = 1
on_deadline = "hold"
minimum = 6
archive = "private"
urgent = { followed = true, above = 4.5 }
desk = { platform = "slack", workspace = "T0123", channel = "C0456" }
editors = [
  { name = "Editor One", slack = "U012AB", discord = "1234567890" },
]
channels = [
  { platform = "slack", workspace = "T0123", channel = "C0789" },
  { platform = "discord", guild = "111", channel = "222", language = "zh" },
]
"""


def test_a_whole_team_is_read(tmp_path: Path) -> None:
    (team,) = teams_in(tmp_path, WHOLE)
    assert team.followed == ("semantic-scholar:1688681", "A. Known")
    assert team.urgent == Urgent(followed=True, above=4.5)
    assert team.desk == Place("slack", "T0123", "C0456")
    assert team.channels[1] == Place("discord", "111", "222", "zh")
    assert team.editors == (Person("Editor One", "U012AB", "1234567890"),)


def test_no_file_is_no_team(tmp_path: Path) -> None:
    assert read_teams(tmp_path / "nowhere.toml", CronCalendar(), NOW) == ()


def test_the_file_owns_the_keys_it_names_and_no_others(tmp_path: Path) -> None:
    file = tmp_path / "paperdesk.toml"
    file.write_text('[[team]]\nname = "nlp"\nauthors = ["B. Known"]\n')
    (found,) = read_teams(file, CronCalendar(), NOW)
    stored = Team("nlp", topics=("chosen in chat",), followed=("C. Known",), size=7)
    owned = ("authors", "name")
    assert found.over(stored) == Team("nlp", topics=("chosen in chat",), followed=("B. Known",), size=7, owned=owned)
    assert found.over(None) == Team("nlp", followed=("B. Known",), owned=owned)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[team]]\nname = "nlp"\ntopcs = ["x"]\n', ", line 3: “topcs” is not a key that is known here; did you mean “topics”?"),
        ('[[team]]\nname = "a"\n\n[[team]]\nname = "b"\nsiz = 3\n', ", line 6: “siz” is not a key that is known here; did you mean “size”?"),
        ("[[team]]\ntopics = []\n", ", line 1: “name” is missing."),
        ('[[team]]\nname = "nlp"\nsize = "ten"\n', ", line 3: “size” should be a whole number."),
        ('[[team]]\nname = "nlp"\nsize = 0\n', ", line 3: “size” should be at least 1."),
        ('[[team]]\nname = "nlp"\nsize = 4\nminimum = 6\n', ", line 4: “minimum” is 6, more than “size”, which is 4; lower it."),
        ('[[team]]\nname = "nlp"\ncategories = ["cs.CL", "cs.LGG"]\n', ", line 3: “cs.LGG” is not an arXiv category; did you mean “cs.LG”?"),
        ('[[team]]\nname = "nlp"\ncategories = ["CS.CL"]\n', ", line 3: “CS.CL” is not an arXiv category; did you mean “cs.CL”?"),
        ('[[team]]\nname = "nlp"\ntimezone = "Europe/Amsterdm"\n', ", line 3: “Europe/Amsterdm” is not a time zone; write an IANA name such as “Europe/Amsterdam” or “UTC”."),
        ('[[team]]\nname = "nlp"\npublish = "0 9 30 2 *"\n', ", line 3: the cadence “0 9 30 2 *” never fires; write one such as “1st tue 09:00”."),
        ('[[team]]\nname = "nlp"\n\n[[team]]\nname = "nlp"\n', ", line 5: there are two teams called “nlp”; rename one."),
        ('[[team]]\nname = "nlp"\non_deadline = "wait"\n', ", line 3: “on_deadline” should be 'hold' or 'publish_approved'."),
        ('[[team]]\nname = "nlp"\neditors = [\n  { name = "One" },\n  { name = "Two", slak = "U1" },\n]\n', ", line 5: “slak” is not a key that is known here; did you mean “slack”?"),
        ('[[team]]\nname = "nlp"\neditors = [{ name = "One" }]\ndesk = { platform = "slack", workspace = "T1", channel = "C1" }\n', ', line 3: the editor “One” has no account; add slack = "..." so that votes count.'),
        ('[[team]]\nname = "nlp"\neditors = [{ name = "One", slack = "U1" }, { name = "Two", slack = "U1" }]\n', ", line 3: “One” and “Two” share one slack account; a quorum counts people."),
        ('[[team]]\nname = "nlp"\ndesk = { platform = "irc" }\n', ", line 3: “platform” should be 'slack', 'discord', 'web' or 'terminal'."),
        ('[[team]]\nname = "nlp"\nurgent = {}\n', ", line 3: “urgent” names nothing; write followed = true, or above = a score of `paperdesk rank`."),
        ('[[team]]\nname = "nlp"\nurgent = { follwed = true }\n', ", line 3: “follwed” is not a key that is known here; did you mean “followed”?"),
        ('[[team]]\nname = "nlp"\nlanguage = "English"\n', ", line 3: “language” should be a language's short code, such as “en” or “zh”."),
        ('[[team]]\nname = "nlp"\ntopics = "x"\n', ", line 3: “topics” should be a list, in square brackets."),
        ('[[team]]\nname = "nlp"\neditor_groups = [{ slack = "abc" }]\n', ", line 3: “slack” should be the id of a user group, such as “S0123”."),
        ('[[team]]\nname = "nlp"\nchannels = [{ platform = "slack", workspace = "T1", channel = "#papers" }]\n', ', line 3: a place in Slack has workspace = "T..." and channel = "C...": ids, not names (docs/slack.md, 5 and 6).'),
        ('[[team]]\nname = "nlp"\ndesk = { platform = "discord", channel = "1" }\n', ', line 3: a place in Discord has guild = "..." and channel = "...": long numbers, by *Copy ID*.'),
        ('[[teams]]\nname = "nlp"\n', ", line 1: “teams” is not known here; teams are written as [[team]]."),
        ('[team]\nname = "nlp"\n', ", line 1: a team is written as [[team]], with two brackets."),
        ('[[team]]\nname = "Two Words"\n', ", line 2: “name” should be a short word in small letters, digits, “-” and “_”."),
        ('[[team]]\nname = "a/b"\n', ", line 2: “name” should be a short word in small letters, digits, “-” and “_”."),
        ('[[team]]\nname = ".well-known"\n', ", line 2: “name” should be a short word in small letters, digits, “-” and “_”."),
        ('[[team]]\nname = "metrics"\n', ", line 2: “metrics” is an address of the web page itself; call the team something else."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_line_and_key(text: str, said: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text) == said


def test_the_names_that_no_team_may_have_are_the_addresses_of_the_web_page() -> None:
    from bot.config.entries import TAKEN
    from bot.outlets.web.app import RESERVED

    assert {name for name in RESERVED if "." not in name} == TAKEN, "a dot is in no team's name anyway"


def test_a_small_team_needs_no_minimum(tmp_path: Path) -> None:
    file = tmp_path / "paperdesk.toml"
    file.write_text('[[team]]\nname = "nlp"\nsize = 4\n')
    (found,) = read_teams(file, CronCalendar(), NOW)
    assert found.over(None).minimum == 4


def test_a_cadence_that_cannot_be_read_is_told_by_line(tmp_path: Path) -> None:
    said = refusal(tmp_path, '[[team]]\nname = "nlp"\npublish = "whenever"\n')
    assert said.startswith(", line 3: The cadence “whenever” cannot be read")


def test_a_file_that_is_not_toml_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, "[[team]]\nname = nlp\n")


def test_a_file_in_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "paperdesk.toml"
    file.write_bytes("name = 'é'".encode("latin-1"))
    with pytest.raises(UnreadableTeamFile, match="encoding"):
        read_teams(file, CronCalendar(), NOW)
