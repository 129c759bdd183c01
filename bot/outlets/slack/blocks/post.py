"""An edition as messages: one that leads, and under it a message a story, continued where a text is long."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from bot.domain.printed import PrintedEdition, PrintedReference, PrintedStory
from bot.domain.wording import IN_ENGLISH, Wording, wording
from bot.outlets.slack.blocks.kit import (
    actions,
    button,
    claim_lines,
    context,
    divider,
    figure_blocks,
    gathered,
    header,
    links_line,
    paragraphs,
    section,
    small,
)
from bot.outlets.slack.blocks.limits import LONGEST_HEADER, LONGEST_TEXT, Block, packed, size
from bot.outlets.slack.blocks.words import clipped, escaped, link

_LONGEST_LINE = 160


def bodies(printed: PrintedEdition, *, page: str | None = None, site: str | None = None) -> tuple[str, ...]:
    """The frozen messages of an edition; `page` is where it can be read on the web, `site` our own public address."""
    say = wording(printed.language)
    title = f"{printed.headline} ({say.month(printed.period)})"
    messages = _continued(title, lead_blocks(printed, page))
    for story in printed.stories:
        messages += _continued(f"{story.number}. {story.title}", story_blocks(story, site, say))
    messages += _continued(say("Also worth a line"), rest_blocks(printed))
    return tuple(messages)


def _continued(text: str, blocks: Iterable[Block]) -> list[str]:
    """As many messages as the blocks need; each has a text of its own, by which a lost one is recognised too."""
    parts = packed(list(blocks))
    most = LONGEST_TEXT - 20
    return [
        body(clipped(text, most) if at == 1 else f"{clipped(text, most)} ({at} of {len(parts)})", part, clip=False)
        for at, part in enumerate(parts, start=1)
    ]


def body(text: str, blocks: Iterable[Block], *, clip: bool = True) -> str:
    """One frozen message: the line for notifications and the blocks; `clip` makes the line safe, if it is not yet."""
    made: dict[str, Any] = {"text": clipped(text, LONGEST_TEXT) if clip else text, "blocks": list(blocks)}
    return json.dumps(made, ensure_ascii=False)


def lead_blocks(printed: PrintedEdition, page: str | None) -> Iterator[Block]:
    """Headline, intro, news and the titles with a line each."""
    say = wording(printed.language)
    yield header(printed.headline)
    if size(printed.headline) > LONGEST_HEADER:
        yield from paragraphs(printed.headline)
    yield context(f"{clipped(printed.team, 80)} · {say.month(printed.period)}")
    for paragraph in printed.intro.split("\n\n"):
        yield from paragraphs(paragraph)
    for correction in printed.corrections:
        yield from paragraphs(correction, f"*{say('Correction')}* ")
    for item in printed.news:
        yield from paragraphs(item, "📰 ")
    yield divider()
    yield from gathered([_title_line(story) for story in printed.stories])
    yield divider()
    yield from small(printed.how_made)
    more = f" · {link(page, say('with figures on the web'))}" if page else ""
    yield context(f"🧵 {say('Each paper has its own message in the thread')}{more}")


def _title_line(story: PrintedStory) -> str:
    first = next(iter((*story.why, *story.insights)), None)
    line = f"\n      {clipped(first.text, _LONGEST_LINE)}" if first else ""
    return f"*{story.number}.* {link(story.url, story.title)}{line}"


def story_blocks(story: PrintedStory, site: str | None = None, say: Wording = IN_ENGLISH) -> Iterator[Block]:
    """One story: title, authors, links, why, insights, figure and what one might also like."""
    yield section(f"*{story.number}.* {link(story.url, story.title)}")
    if story.byline:
        yield from small(story.byline)
    if links := links_line(story.links):
        yield section(links)
    for title, claims in ((f"🎖 *{say('Why')}*", story.why), (f"💡 *{say('Key insights')}*", story.insights)):
        lines = [line for claim in claims for line in claim_lines(claim, say, overruled_by=story.overruled_by)]
        if lines:
            yield from gathered([title, *lines])
    if story.figure:
        yield from figure_blocks(story.figure, site, say)
    if story.related:
        yield from gathered([f"*{say('You might also like')}*", *(_reference(each) for each in story.related)])
    if story.named:
        yield context(say("Works named: {numbers}", numbers=", ".join(f"[{number}]" for number in story.named)))
    yield from small(_credits(story, say))
    yield actions(
        button(say("Save"), "paper_save", str(story.ref)),
        button(say("More like this"), "paper_more", str(story.ref)),
    )


def _reference(work: PrintedReference) -> str:
    authors = f", {clipped(work.authors, 200)}" if work.authors else ""
    return f"• {link(work.url, work.title)}{authors}"


def _credits(story: PrintedStory, say: Wording) -> str:
    drafted = say("Drafted by {writer}.", writer=story.drafted_by) if story.drafted_by else ""
    read = say("Approved by {editors}.", editors=say.listed(story.approved_by)) if story.approved_by else ""
    return " ".join(part for part in (drafted, read) if part)


def rest_blocks(printed: PrintedEdition) -> Iterator[Block]:
    """Others worth a line, by subject, and the works that the text names."""
    for subject, others in groupby(printed.others, key=lambda other: other.subject):
        lines = [f"*{escaped(subject)[:200]}*"] if subject else []
        yield from gathered([*lines, *(f"• {link(other.url, other.title)}" for other in others)])
    if printed.references:
        numbered = [f"[{at}] {_reference(work).removeprefix('• ')}" for at, work in enumerate(printed.references, 1)]
        yield from gathered([f"*{wording(printed.language)('References')}*", *numbered])
