"""Answers to `/paper` and `/desk` as Discord messages; pure."""

from __future__ import annotations

from bot.domain.paper import Paper
from bot.outlets.discord.cards import credit
from bot.outlets.discord.words import (
    DESCRIPTION,
    FOOTER,
    NAME,
    TITLE,
    Message,
    address,
    cut,
    embed,
    linked,
    links_line,
    shown,
)
from bot.pipeline.ask import Answer

_MOST_AUTHORS = 8


def answer(found: Answer) -> Message:
    """One paper with what is known about it, or several to choose from."""
    if found.paper is None:
        lines = [f"• {linked(hit.title, hit.page)} `{hit.ref.value[:60]}`" for hit in found.hits]
        return Message(embeds=(embed("\n".join(lines), title="Several papers match; ask for one by its id"),))
    return Message(embeds=(_paper(found.paper, found),))


def choice(paper: Paper) -> tuple[str, str]:
    """(what is shown, what is asked) for one paper in the list that grows while a member types."""
    value = paper.ref.value if paper.ref.scheme == "arxiv" else paper.page
    return cut(" ".join(paper.title.split()) or value, NAME), value[:NAME]


def _paper(paper: Paper, found: Answer) -> dict[str, object]:
    known = {record.position: record.h_index for record in found.evidence.authors} if found.evidence else {}
    names = [
        shown(author.name, 80) + (f" (h-index {known[n]})" if known.get(n) is not None else "")
        for n, author in enumerate(paper.authors[:_MOST_AUTHORS])
    ]
    more = " et al." if len(paper.authors) > _MOST_AUTHORS else ""
    lines = [f"*{', '.join(names)}{more}*" if names else ""]
    lines += ["⚠ **This paper has been withdrawn.**"] if paper.withdrawn else []
    if found.evidence:
        lines += [links_line(found.evidence.links), credit(found.evidence)]
        lines.append(
            ", ".join(f"{each.count} {shown(each.kind, 30)}" for each in found.evidence.attention if each.count)
        )
    lines += ["", shown(paper.abstract, 2_000)] if paper.abstract else []
    if found.related:
        lines.append("**Related:** " + ", ".join(linked(each.title, each.ref.page, 120) for each in found.related))
    lines += [
        f"📰 Number {each.number} in {shown(each.team, 80)}, {each.period}: {shown(each.headline, 120)}"
        for each in found.appearances[:5]
    ]
    said = " · ".join(filter(None, (str(paper.ref), " ".join(paper.categories[:4]), str(paper.announced or ""))))
    body = cut("\n".join(line for n, line in enumerate(lines) if line or n), DESCRIPTION)
    return embed(body, title=shown(paper.title, TITLE), url=address(paper.page), footer={"text": cut(said, FOOTER)})
