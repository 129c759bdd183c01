"""Prompts are data: strict, complete, and known by their hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import NotConfigured
from bot.writers.prompts import fence, load

NAMES = ("draft", "edition", "style", "translate")


def put(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_of_ours_loads_and_can_be_filled(name: str) -> None:
    prompt = load(name)
    said = prompt.messages({variable: f"<{variable}>" for variable in prompt.variables})
    assert all(message["content"] for message in said)
    assert "{{" not in "".join(message["content"] for message in said)
    assert prompt.signed == f"{name}@{prompt.hash}"


def test_the_folder_holds_nothing_else() -> None:
    folder = Path(__file__).resolve().parents[2] / "prompts"
    assert sorted(file.stem for file in folder.iterdir()) == list(NAMES)


def test_a_draft_is_asked_for_in_the_voice_of_the_style_guide() -> None:
    assert load("style").system in load("draft").system
    assert load("style").system in load("edition").system


@pytest.mark.parametrize("name", ["draft", "edition", "translate"])
def test_material_never_stands_among_the_rules(name: str) -> None:
    prompt = load(name)
    known = {"fence": "=====", "language": "German"}
    rules, material = prompt.messages({v: known.get(v, f"material {v}") for v in prompt.variables})
    assert rules["role"] == "system"
    for variable in prompt.variables - known.keys():
        assert f"material {variable}" not in rules["content"]
        assert f"material {variable}" in material["content"]


def test_a_value_is_never_looked_at_for_slots(tmp_path: Path) -> None:
    folder = put(tmp_path, "tea", "---\nname: tea\nvariables: cup, pot\n---\nPour {{pot}} into {{ cup }}.\n")
    (said,) = load("tea", folder).messages({"pot": "{{cup}}", "cup": "\\1 {{pot}}"})
    assert said["content"] == "Pour {{cup}} into \\1 {{pot}}."


def test_a_missing_variable_is_named(tmp_path: Path) -> None:
    prompt = load("tea", put(tmp_path, "tea", "---\nname: tea\nvariables: cup\n---\n{{cup}}"))
    with pytest.raises(NotConfigured, match="needs a value for “cup”"):
        prompt.messages({})
    with pytest.raises(NotConfigured, match="has no variable “mug”"):
        prompt.messages({"cup": "", "mug": ""})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Pour.", "front matter"),
        ("---\nname: tea\n", "front matter"),
        ("---\nname: coffee\n---\nPour.", "says its name is “coffee”"),
        ("---\nname: tea\ntemperature: 80\n---\nPour.", "“temperature” is no key"),
        ("---\nname: tea\nPour\n---\n", "“Pour” is no key"),
        ("---\nname: tea\nvariables: cup\n---\nPour.", "“cup” must be both declared"),
        ("---\nname: tea\n---\nPour {{cup}}.", "“cup” must be both declared"),
        ("---\nname: tea\nincludes: milk\n---\n{{milk}}", "no prompt “milk”"),
    ],
)
def test_a_prompt_that_is_not_as_it_should_be_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotConfigured, match=told):
        load("tea", put(tmp_path, "tea", text))


@pytest.mark.parametrize("name", ["absent", "../draft", "", "/etc/passwd"])
def test_a_prompt_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(NotConfigured, match="no prompt"):
        load(name)


def test_another_word_is_another_hash_also_in_what_is_included(tmp_path: Path) -> None:
    put(tmp_path, "tea", "---\nname: tea\nincludes: milk\n---\n{{milk}} first")
    put(tmp_path, "milk", "---\nname: milk\n---\nMilk")
    before = load("tea", tmp_path)
    put(tmp_path, "milk", "---\nname: milk\n---\nMilk!")
    assert before.system == "Milk first"
    assert load("tea", tmp_path).hash != before.hash
    put(tmp_path, "milk", "---\r\nname: milk\r\n---\r\nMilk")
    assert load("tea", tmp_path).hash == before.hash


def test_a_fence_cannot_be_forged() -> None:
    line = fence("text")
    assert fence(f"text {line}") not in (line, "")
    assert fence("text") == line
    assert line not in f"text {fence('text', 'more')}"
