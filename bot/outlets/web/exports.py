"""Editions to take along: Markdown, plain text, JSON, BibTeX, RIS, a page in one file; pure."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from typing import Any

from bot.domain.evidence import LINK_SIGNS
from bot.domain.paper import PaperRef
from bot.domain.printed import PrintedEdition, PrintedReference, PrintedStory
from bot.domain.story import Claim
from bot.domain.wording import Wording, wording
from bot.outlets.web.citations import bibtex, ris
from bot.outlets.web.pages import Addresses, Neighbours, edition_page, others_by_subject
from bot.outlets.web.words import LINK_NAMES, address, clean, paragraphs

#: What each ending of an export is served as.
TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


def export(printed: PrintedEdition, ending: str) -> str:
    """The edition in the form that `ending` (a key of TYPES) stands for."""
    writers = {"html": single_page, "md": markdown, "txt": plain, "json": as_json, "bib": bibtex, "ris": ris}
    return writers[ending](printed)


def single_page(printed: PrintedEdition) -> str:
    """The page with its style inside: one file that can be mailed or kept."""
    return edition_page(
        printed, Addresses(pictures=False), original=printed.language, style=static("paper.css").decode()
    )


def static(name: str) -> bytes:
    """A file of the pages' own, out of the package."""
    return (files("bot.outlets.web") / "static" / name).read_bytes()


def as_json(printed: PrintedEdition) -> str:
    """Everything that was printed, for machines."""
    body = {"paperdesk": 1, **asdict(printed)}
    for story in body["stories"]:
        story["ref"] = str(PaperRef(**story["ref"]))
    return json.dumps(_plain_value(body), ensure_ascii=False, indent=2) + "\n"


def _plain_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain_value(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return clean(value) if isinstance(value, str) else value


def markdown(printed: PrintedEdition) -> str:
    """The edition as CommonMark, quotes left out, opinions marked."""
    say = wording(printed.language)
    blocks = [f"# {_md(printed.headline)}", f"*{_md(printed.team)}, {_md(say.month(printed.period))}*"]
    blocks += [_md(part) for part in paragraphs(printed.intro)]
    blocks += [f"**{say('Correction')}.** {_md(line)}" for line in printed.corrections]
    if printed.news:
        blocks += [f"## {say('News')}", "\n".join(f"- {_md(item)}" for item in printed.news)]
    for story in printed.stories:
        blocks += _md_story(story, say)
    for subject, papers in others_by_subject(printed).items():
        blocks.append(f"**{_md(subject)}:** " + " · ".join(_md_link(paper.title, paper.url) for paper in papers))
    if printed.references:
        blocks += [
            f"## {say('References')}",
            "\n".join(_md_work(number, work) for number, work in enumerate(printed.references, 1)),
        ]
    if printed.how_made:
        blocks += ["---", _md(printed.how_made)]
    return "\n\n".join(blocks) + "\n"


def _md_work(number: int, work: PrintedReference) -> str:
    authors = f", {_md(work.authors)}" if work.authors else ""
    return f"{number}. {_md_link(work.title, work.url)}{authors}"


def _md_story(story: PrintedStory, say: Wording) -> Iterator[str]:
    links = [
        f"{LINK_SIGNS[link.kind]} {_md_link(say(LINK_NAMES[link.kind]), link.url)}"
        for link in story.links
        if address(link.url)
    ]
    yield " | ".join([f"## {story.number}. {_md_link(story.title, story.url)}", *links])
    if story.byline:
        yield f"*{_md(story.byline)}*"
    if story.why:
        yield f"🎖 **{say('Why')} →** " + " ".join(_md(_marked(claim, story, say)) for claim in story.why)
    if story.insights:
        yield f"💡 **{say('Key insights')} →**\n\n" + "\n".join(
            f"- {_md(_marked(claim, story, say))}" for claim in story.insights
        )
    if story.related:
        yield f"**{say('You might also like')}** " + " · ".join(
            _md_link(work.title, work.url) for work in story.related
        )
    if story.named:
        yield say("Works named: {numbers}", numbers=_md(", ".join(f"[{number}]" for number in story.named)))


def _marked(claim: Claim, story: PrintedStory, say: Wording) -> str:
    if claim.kind == "judgement":
        return f"{claim.text} ({say('opinion')})"
    if claim.kind == "fact" and claim.verdict == "unverified":
        kept = say("not verified; kept by {editor}", editor=story.overruled_by) if story.overruled_by else ""
        return f"{claim.text} ({kept or say('not verified')})"
    return claim.text


def _md(text: str) -> str:
    """Text that Markdown shows as it is: one line, with every character that could mean something escaped."""
    line = " ".join(clean(text).split())
    line = re.sub(r"([\\`*_{}\[\]<>#|~$&!])", r"\\\1", line)
    return re.sub(r"^([-+=]|\d+(?=[.)]))", r"\\\1" if not line[:1].isdigit() else r"\1\\", line)


def _md_link(text: str, url: str) -> str:
    good = address(url)
    return f"[{_md(text)}](<{good}>)" if good else _md(text)


def plain(printed: PrintedEdition) -> str:
    """The edition as text of 78 columns."""
    say = wording(printed.language)
    lines = [clean(printed.headline), f"{printed.team}, {say.month(printed.period)}", ""]
    lines += _wrapped(printed.intro)
    lines += [line for item in printed.corrections for line in ("", *_wrapped(f"{say('Correction')}: {item}"))]
    lines += [line for item in printed.news for line in ("", *_wrapped(f"{say('News')}: {item}"))]
    for story in printed.stories:
        lines += ["", "", *_wrapped(f"{story.number}. {story.title}"), f"   {address(story.url)}"]
        lines += _wrapped(story.byline, "   ")
        lines += [f"   {LINK_SIGNS[link.kind]} {address(link.url)}" for link in story.links if address(link.url)]
        lines += ["", f"   {say('Why')}"]
        lines += [line for claim in story.why for line in _wrapped(_marked(claim, story, say), "   ")]
        lines += ["", f"   {say('Key insights')}"]
        lines += [line for claim in story.insights for line in _wrapped(f"- {_marked(claim, story, say)}", "   ")]
    if printed.others:
        lines += ["", "", say("Also worth a line"), ""]
        lines += [line for paper in printed.others for line in _wrapped(f"{paper.title} {address(paper.url)}")]
    if printed.references:
        lines += ["", "", say("References"), ""]
        for number, work in enumerate(printed.references, 1):
            authors = f", {work.authors}" if work.authors else ""
            lines += _wrapped(f"[{number}] {work.title}{authors} {address(work.url)}")
    lines += ["", "", *_wrapped(printed.how_made)]
    return clean("\n".join(lines)).strip() + "\n"


def _wrapped(text: str, indent: str = "") -> list[str]:
    flat = " ".join(clean(text).split())
    return textwrap.wrap(flat, 78, initial_indent=indent, subsequent_indent=indent, break_long_words=False) or []


def neighbours(printed: PrintedEdition, own: Sequence[PrintedEdition]) -> Neighbours:
    """Its older and newer sisters in the same language, out of its team's editions."""
    line = sorted((p for p in own if p.language == printed.language), key=lambda p: (p.published_at, p.period))
    where = next((n for n, p in enumerate(line) if p.period == printed.period), None)
    if where is None:
        return Neighbours()
    return Neighbours(line[where - 1] if where else None, line[where + 1] if where + 1 < len(line) else None)
