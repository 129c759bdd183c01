"""What `/paper` answers: one paper with what is known about it, or a choice of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.edition import period_name
from bot.domain.paper import Paper
from bot.domain.story import Claim
from bot.outlets.slack.blocks.card import author_line, credit_blocks
from bot.outlets.slack.blocks.kit import (
    actions,
    button,
    checked_lines,
    claim_lines,
    context,
    figure_blocks,
    gathered,
    links_line,
    paragraphs,
    section,
    small,
)
from bot.outlets.slack.blocks.limits import Block, packed
from bot.outlets.slack.blocks.words import clipped, cut, link
from bot.pipeline.ask import Answer
from bot.ports import Written

_LONGEST_ABSTRACT = 2_500


def answer_blocks(
    answer: Answer,
    *,
    approved: tuple[Sequence[Claim], Sequence[Claim]] | None = None,
    buttons: bool = True,
    shared_by: str | None = None,
) -> list[Block]:
    """The card of a paper. `approved` are (why, insights) as the team's editors approved them."""
    if answer.paper is None:
        return choice_blocks(answer.hits)
    return packed(list(_blocks(answer, answer.paper, approved, buttons=buttons, shared_by=shared_by)))[0]


def _blocks(
    answer: Answer,
    paper: Paper,
    approved: tuple[Sequence[Claim], Sequence[Claim]] | None,
    *,
    buttons: bool,
    shared_by: str | None,
) -> Iterator[Block]:
    yield section(f"*{link(paper.page, paper.title)}*")
    if paper.withdrawn:
        yield context("⚠ This paper was withdrawn by its authors.")
    if answer.evidence:
        yield from gathered([author_line(paper, answer.evidence), links_line(answer.evidence.links)])
        yield from credit_blocks(answer.evidence)
    about = [str(paper.ref), ", ".join(paper.categories[:4]), f"{paper.announced:%-d %B %Y}" if paper.announced else ""]
    yield from small(" · ".join(part for part in about if part))
    if buttons:
        value = str(paper.ref)
        yield actions(
            button("Share here", "paper_share", value),
            button("Nominate", "paper_nominate", value),
            button("Draft a blurb", "paper_blurb", value),
        )
    if approved:
        for title, claims in (("🎖 *Why*", approved[0]), ("💡 *Key insights*", approved[1])):
            yield from gathered([title, *(line for claim in claims for line in claim_lines(claim))])
    else:
        yield from paragraphs(cut(paper.abstract, _LONGEST_ABSTRACT))
    if answer.evidence and (figure := answer.evidence.figure()):
        yield from figure_blocks(figure.shown_by(()))
    if answer.related:
        kindred = [f"• {link(each.ref.page, each.title)}, {clipped(each.authors, 200)}" for each in answer.related]
        yield from gathered(["*Related*", *kindred])
    if answer.appearances:
        there = [f"{period_name(each.period)}, number {each.number}" for each in answer.appearances[:5]]
        yield from small(f"In the edition of {'; '.join(there)}.")
    if shared_by:
        yield context(f"Shared by <@{shared_by}> with `/paper`")


def choice_blocks(hits: Sequence[Paper]) -> list[Block]:
    """Several papers that fit, each with a button."""
    blocks: list[Block] = [section("Several papers fit; which one is it?")]
    for at, hit in enumerate(hits[:10]):
        first = clipped(hit.authors[0].name, 80) if hit.authors else ""
        blocks.append(section(f"{link(hit.page, hit.title, 300)}\n{first} · {clipped(str(hit.ref), 100)}"))
        blocks.append(actions(button("This one", f"paper_choose_{at}", str(hit.ref))))
    return packed(blocks)[0]


def blurb_blocks(paper: Paper, written: Written) -> list[Block]:
    """Machine-written words about a paper, marked as read by nobody yet."""
    blocks: list[Block] = [
        section(f"*{link(paper.page, paper.title)}*"),
        context("⚠ Machine-written and *not reviewed* by an editor."),
    ]
    for title, claims in (("🎖 *Why*", written.why), ("💡 *Key insights*", written.insights)):
        lines = [line for claim in claims for line in checked_lines(claim, longest=700, quotes=True)]
        blocks += gathered([title, *lines]) if lines else []
    blocks += small(f"Drafted by {written.by}.{' ' + written.note if written.note else ''}")
    return packed(blocks)[0]
