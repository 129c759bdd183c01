"""The stories of an edition as references: BibTeX and RIS, safe whatever a title holds; pure."""

from __future__ import annotations

import re

from bot.domain.printed import PrintedEdition, PrintedStory
from bot.outlets.web.words import address, clean


def bibtex(printed: PrintedEdition) -> str:
    """The stories as BibTeX entries, for a reading list."""
    return (
        "\n\n".join(_bib_entry(story, key) for story, key in zip(printed.stories, _keys(printed), strict=True)) + "\n"
    )


def _bib_entry(story: PrintedStory, key: str) -> str:
    fields = {
        "title": f"{{{_tex(story.title)}}}",
        "author": " and ".join(_tex_author(name) for name in story.authors),
        "year": (story.ref.month or "")[:4],
        "eprint": story.ref.value if story.ref.scheme == "arxiv" else "",
        "archiveprefix": "arXiv" if story.ref.scheme == "arxiv" else "",
        "primaryclass": _tex(story.categories[0]) if story.categories and story.ref.scheme == "arxiv" else "",
        "doi": _tex(story.ref.value) if story.ref.scheme == "doi" else "",
        "url": address(story.url),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}"


def _keys(printed: PrintedEdition) -> list[str]:
    taken: dict[str, int] = {}
    keys = []
    for story in printed.stories:
        family = re.sub(r"[^a-z]", "", (story.authors[0].split() or [""])[-1].lower()) if story.authors else ""
        word = next(
            (w for w in re.findall(r"[a-z]{4,}", story.title.lower()) if w not in {"with", "from", "that"}), "paper"
        )
        key = f"{family or 'anonymous'}{(story.ref.month or '')[:4]}{word}"
        taken[key] = taken.get(key, 0) + 1
        keys.append(key if taken[key] == 1 else f"{key}{taken[key]}")
    return keys


_TEX = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
}  # fmt: skip


def _tex(text: str) -> str:
    """Text that TeX prints as it is; braces by name, since BibTeX counts escaped ones too."""
    return "".join(_TEX.get(character, character) for character in " ".join(clean(text).split()))


def _tex_author(name: str) -> str:
    # A group or a lone "and" inside a name would be read as two people.
    return f"{{{_tex(name)}}}" if re.search(r"\band\b|,", name) else _tex(name)


def ris(printed: PrintedEdition) -> str:
    """The stories as RIS, which Zotero and most reference managers read."""
    return "".join(_ris_entry(story) for story in printed.stories)


def _ris_entry(story: PrintedStory) -> str:
    published = (story.ref.month or "").replace("-", "/")
    lines = [
        ("TY", "UNPB"),
        ("TI", story.title),
        *(("AU", _family_first(name)) for name in story.authors),
        ("PY", published[:4]),
        ("DA", f"{published}/" if published else ""),
        ("UR", address(story.url)),
        ("DO", story.ref.value if story.ref.scheme == "doi" else ""),
        ("AN", f"arXiv:{story.ref.value}" if story.ref.scheme == "arxiv" else ""),
        *(("KW", category) for category in story.categories),
        ("N1", " ".join(claim.text for claim in story.why)),
    ]
    told = [f"{tag}  - {' '.join(clean(value).split())}" for tag, value in lines if value.strip()]
    return "\r\n".join((*told, "ER  - ", "", ""))


def _family_first(name: str) -> str:
    words = name.split()
    if len(words) < 2 or "," in name:
        return name
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():  # "van der", "de", "von" belong to the family name
        start -= 1
    return f"{' '.join(words[start:])}, {' '.join(words[:start])}"
