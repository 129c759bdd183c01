"""The few kinds of block that Paperdesk uses, each within its own limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.domain.evidence import LINK_SIGNS, Figure, Link
from bot.domain.story import Claim
from bot.domain.wording import IN_ENGLISH, Wording
from bot.outlets.slack.blocks.limits import (
    LONGEST_ALT,
    LONGEST_BUTTON,
    LONGEST_HEADER,
    LONGEST_SECTION,
    LONGEST_VALUE,
    MOST_CONTEXT,
    MOST_ELEMENTS,
    Block,
    size,
)
from bot.outlets.slack.blocks.words import address, clipped, cut, label, link, mrkdwn, pieces, public

_MOST_LINKS = 8
_MARKS = {"verified": "✓", "repaired": "~", "unverified": "⚠"}


def header(text: str) -> Block:
    """A large line of plain text."""
    return {"type": "header", "text": label(text, LONGEST_HEADER)}


def section(text: str) -> Block:
    """A paragraph of mrkdwn that is known to fit."""
    return {"type": "section", "text": mrkdwn(text)}


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text[:LONGEST_SECTION]) for text in texts[:MOST_CONTEXT]]}


def divider() -> Block:
    return {"type": "divider"}


def small(text: str) -> Iterator[Block]:
    """A plain text of any length as small print."""
    return (context(piece) for piece in pieces(text, LONGEST_SECTION - 100))


def paragraphs(text: str, before: str = "") -> Iterator[Block]:
    """A plain text of any length as sections; `before` is mrkdwn of ours that opens the first."""
    for piece in pieces(text, LONGEST_SECTION - size(before) - 10):
        yield section(before + piece)
        before = ""


def gathered(lines: Sequence[str]) -> Iterator[Block]:
    """Lines of mrkdwn, each known to fit, as few sections as hold them."""
    held = ""
    for line in filter(None, lines):
        joined = f"{held}\n{line}" if held else line
        if held and size(joined) > LONGEST_SECTION:
            yield section(held)
            joined = line
        held = joined
    if held:
        yield section(held)


def button(text: str, action: str, value: str, *, style: str | None = None, url: str | None = None) -> Block:
    """A button; `action` says what it does, `value` to what."""
    made: dict[str, Any] = {
        "type": "button",
        "text": label(text, LONGEST_BUTTON),
        "action_id": action,
        "value": value[:LONGEST_VALUE],
    }
    if style:
        made["style"] = style
    if url:
        made["url"] = url
    return made


def actions(*elements: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements[:MOST_ELEMENTS])}


def claim_lines(claim: Claim, say: Wording = IN_ENGLISH, *, overruled_by: str | None = None) -> list[str]:
    """One claim as readers get it, in pieces that fit; an opinion and an overruled doubt say what they are."""
    said = f" _({say('opinion')})_" if claim.kind == "judgement" else ""
    if claim.kind == "fact" and claim.verdict == "unverified":
        kept = say("not verified; kept by {editor}", editor=clipped(overruled_by, 80)) if overruled_by else ""
        said = f" _({kept or say('not verified')})_"
    parts = list(pieces(claim.text, LONGEST_SECTION - 200))
    lines = [f"• {part}" if at == 0 else part for at, part in enumerate(parts)]
    return [*lines[:-1], lines[-1] + said] if lines else []


def checked_lines(claim: Claim, say: Wording = IN_ENGLISH, *, longest: int, quotes: bool) -> list[str]:
    """One claim as editors check it: its verdict, the quote that supports it, and what the checker minds."""
    mark = "💭" if claim.kind == "judgement" else _MARKS[claim.verdict]
    said = f" _({say('opinion')})_" if claim.kind == "judgement" else ""
    lines = [f"{mark} {clipped(claim.text, longest)}{said}"]
    if claim.quote and quotes:
        where = f" ({clipped(claim.where, 60)})" if claim.where else ""
        lines.append(f"> “{clipped(claim.quote, min(longest, 400))}”{where}")
    if claim.verdict == "unverified":
        why = clipped("; ".join(claim.reasons), 400) or say("not verified")
        lines.append(f"> *{why}*")
    return lines


def links_line(links: Sequence[Link]) -> str:
    """The addresses that belong to a paper, each with its sign."""
    shown = [f"{LINK_SIGNS[each.kind]} {link(each.url, each.kind)}" for each in links if address(each.url)]
    return " · ".join(shown[:_MOST_LINKS])


def figure_blocks(figure: Figure, site: str | None = None, say: Wording = IN_ENGLISH) -> list[Block]:
    """The figure itself where its licence and its address allow, else a link to it; `site` is our own public address.

    A picture that Paperdesk keeps has an address such as `/figures/...` there.
    """
    name = figure.name
    kept = figure.picture.startswith("/") and site
    where = f"{(site or '').rstrip('/')}{figure.picture}" if kept else figure.picture.strip()
    if not (figure.may_repost and public(where)):
        return [context(f"🖼 {link(figure.page, name)}")]
    picture = {
        "type": "image",
        "image_url": where,
        "alt_text": cut(figure.caption or name, LONGEST_ALT - 100) or name,
    }
    credit = link(figure.licence or "", clipped(figure.credit(say), 120))
    source = say("Source: {paper}", paper=link(figure.page, say("the paper")))
    return [picture, context(f"{clipped(name, 80)}. {source}, {credit}")]
