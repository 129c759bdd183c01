"""Answers to `/paper` and `/desk` as Discord messages; pure."""

from __future__ import annotations

from bot.domain.paper import Paper
from bot.domain.wording import IN_ENGLISH
from bot.outlets.discord.cards import button, claim_line, credit
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
from bot.ports import Written

_MOST_AUTHORS = 8
#: Letters of a reference that fit into a button's id (100), beside what the button does.
MOST_REF = 75


def answer(found: Answer, *, buttons: bool = True) -> Message:
    """One paper with what is known about it, or several to choose from; `buttons` offers what can be done with one."""
    if found.paper is None:
        lines = [f"• {linked(hit.title, hit.page)} `{hit.ref.value[:60]}`" for hit in found.hits]
        return Message(embeds=(embed("\n".join(lines), title="Several papers match; ask for one by its id"),))
    return Message(embeds=(_paper(found.paper, found),), buttons=_buttons(found.paper) if buttons else ())


def blurb_message(paper: Paper, written: Written) -> Message:
    """Machine-written words about a paper, marked as read by nobody yet."""
    lines = ["⚠ Machine-written and **not reviewed** by an editor."]
    for title, claims in (("🎖 **Why**", written.why), ("💡 **Key insights**", written.insights)):
        lines += ["", title, *(claim_line(claim, IN_ENGLISH, quotes=True) for claim in claims)] if claims else []
    said = f"Drafted by {written.by}.{' ' + written.note if written.note else ''}"
    body = cut("\n".join(lines), DESCRIPTION - 500)
    title, footer = shown(paper.title, TITLE), {"text": cut(said, FOOTER)}
    return Message(embeds=(embed(body, title=title, url=address(paper.page), footer=footer),))


def _buttons(paper: Paper) -> tuple[dict[str, str], ...]:
    ref = str(paper.ref)
    if len(ref) > MOST_REF or " " in ref:
        return ()  # a button's id has room for no longer one
    return (
        button(f"paper:share:{ref}", "Show it here", "📣"),
        button(f"paper:blurb:{ref}", "Draft a blurb", "✍️"),
        button(f"paper:nominate:{ref}", "Nominate", "🗞️"),
        button(f"paper:save:{ref}", "Save", "🔖"),
    )


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
