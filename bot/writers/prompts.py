"""Prompts as strict data: files with declared variables, known by `name@hash`, which stands on every draft."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.domain.errors import NotConfigured

_KEYS = ("name", "variables", "includes")
_SLOT = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_RULE = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said to a model: rules in `system`, material in `user`, both with slots for `variables`."""

    name: str
    hash: str
    variables: frozenset[str]
    system: str
    user: str

    @property
    def signed(self) -> str:
        """`name@hash`: the first 8 characters of the SHA-256 of everything that is said, includes and all."""
        return f"{self.name}@{self.hash}"

    def messages(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        """The prompt with every slot filled, once: what a value holds is never looked at for slots.

        Raises:
            NotConfigured: a variable is missing, or one is given that the prompt does not know.
        """
        missing, unknown = self.variables - values.keys(), values.keys() - self.variables
        if missing:
            raise NotConfigured(f"The prompt “{self.name}” needs a value for {_listed(missing)}.")
        if unknown:
            raise NotConfigured(f"The prompt “{self.name}” has no variable {_listed(unknown)}.")
        roles = (("system", self.system), ("user", self.user))
        return [
            {"role": role, "content": _SLOT.sub(lambda slot: values[slot[1]], text)} for role, text in roles if text
        ]


def load(name: str, folder: Traversable | None = None) -> Prompt:
    """The prompt in `name.md`, from the package's own words unless another `folder` is given.

    The file opens with front matter between two lines of `---`: `name`, `variables` and, where it takes in
    another prompt whole, `includes`. Then come the rules; after another `---`, the material.

    Raises:
        NotConfigured: there is no such file, or it is not what it should be; the message names file and key.
    """
    folder = folder or _words()
    keys, body = _opened(name, folder)
    taken_in = {part: _opened(part, folder) for part in _split(keys.get("includes", ""))}
    declared = _split(",".join(k.get("variables", "") for k in (keys, *(inner for inner, _ in taken_in.values()))))
    body = _SLOT.sub(lambda slot: taken_in[slot[1]][1].strip() if slot[1] in taken_in else slot[0], body)
    used = frozenset(_SLOT.findall(body))
    if used != declared:
        odd = _listed(used ^ declared)
        raise NotConfigured(f"prompts/{name}.md: {odd} must be both declared under “variables” and used as {{{{…}}}}.")
    system, *rest = _RULE.split(body, maxsplit=1)
    return Prompt(
        name=name,
        hash=sha256(body.encode()).hexdigest()[:8],
        variables=declared,
        system=system.strip(),
        user="".join(rest).strip(),
    )


def _words() -> Traversable:
    """The folder of prompts: inside an installed package, beside it in a checkout."""
    package = files("bot")
    inside = package / "prompts"
    return inside if inside.is_dir() else Path(str(package)).parent / "prompts"


def _opened(name: str, folder: Traversable) -> tuple[dict[str, str], str]:
    file = folder / f"{name}.md"
    if not re.fullmatch(r"[a-z]+", name) or not file.is_file():
        raise NotConfigured(f"There is no prompt “{name}” in prompts/; put back prompts/{name}.md.")
    text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    start, *parts = _RULE.split(text, maxsplit=2)
    if start.strip() or len(parts) != 2:
        raise NotConfigured(f"prompts/{name}.md must open with front matter between two lines of “---”.")
    keys = dict(_key(name, line) for line in parts[0].splitlines() if line.strip())
    if keys.get("name") != name:
        raise NotConfigured(f"prompts/{name}.md says its name is “{keys.get('name')}”; the two must agree.")
    return keys, parts[1]


def _key(name: str, line: str) -> tuple[str, str]:
    key, colon, value = (part.strip() for part in line.partition(":"))
    if not colon or key not in _KEYS:
        raise NotConfigured(f"prompts/{name}.md: “{key}” is no key of a prompt; it may have {', '.join(_KEYS)}.")
    return key, value


def _split(value: str) -> frozenset[str]:
    return frozenset(part.strip() for part in value.split(",") if part.strip())


def _listed(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))


def fence(*texts: str) -> str:
    """A line that none of `texts` can hold, to put around words that must not be obeyed."""
    key = "\x1f".join(texts)
    while True:
        key = sha256(key.encode()).hexdigest()
        line = f"=== {key[:12]} ==="
        if not any(key[:12] in text for text in texts):
            return line
