"""An edition as Discord messages: nouns in, embeds out, within Discord's limits; pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.evidence import Figure
from bot.domain.printed import PrintedEdition, PrintedStory
from bot.domain.story import Claim
from bot.domain.wording import IN_ENGLISH, Wording, wording
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
    parts,
    plain,
    shown,
    size,
)

_LEAD = 4_000
_INTRO, _NEWS = 1_200, 300
_TEXT = 3_900


def edition(printed: PrintedEdition, page: str | None = None, site: str | None = None) -> tuple[Message, ...]:
    """The edition as messages: the lead, one or more for each story, and how it was made.

    `page` is the archive's address, `site` our own from outside, where pictures stand that we keep.
    """
    name = cut(" ".join(printed.headline.split()) or _issue(printed), NAME)
    say = wording(printed.language)
    stories = [part for story in printed.stories for part in story_messages(story, site, say)]
    messages = [lead(printed, page), *stories]
    messages += last_words(printed)
    footer = {"text": _issue(printed)}
    return tuple(Message(each.content, tuple({"footer": footer, **e} for e in each.embeds), name) for each in messages)


def lead(printed: PrintedEdition, page: str | None = None) -> Message:
    """Headline, intro, the beginning of the news, and every title with a line: what stands in the channel itself."""
    say = wording(printed.language)
    start = [f"**{say('Correction')}:** {shown(each, _NEWS)}" for each in printed.corrections[:2]]
    start += [cut(plain(printed.intro), _INTRO)] if printed.intro else []
    start += [f"📰 {shown(each, _NEWS)}" for each in printed.news[:3]]
    text = "\n\n".join(start)
    # Every story has its place in the lead, so each may take its share of what is left.
    share = (_LEAD - size(text)) // max(len(printed.stories), 1) - 2
    lines = [_title_line(story, share) for story in printed.stories]
    body = cut("\n\n".join(filter(None, (text, *lines))), DESCRIPTION)
    title = shown(printed.headline, TITLE) or shown(_issue(printed), TITLE)
    link = address(page) if page else None
    return Message(embeds=(embed(body, title=title, url=link),))


def story_messages(story: PrintedStory, site: str | None = None, say: Wording = IN_ENGLISH) -> tuple[Message, ...]:
    """One story; what does not fit into one message goes on in the next."""
    body = [f"*{shown(story.byline, 400)}*"] if story.authors else []
    body += [line for line in (links_line(story.links),) if line]
    body += [f"\n🎖 **{say('Why')}** → {' '.join(_said(claim) for claim in story.why)}"] if story.why else []
    insights = [f"• {_said(claim)}" for claim in story.insights]
    body += [f"\n💡 **{say('Key insights')}**", *insights] if insights else []
    picture = picture_at(story.figure, site)
    texts = parts([*body, *_extras(story, say, pictured=picture is not None)], _TEXT)
    first = embed(
        texts[0],
        title=shown(f"{story.number}. {story.title}", TITLE),
        url=address(story.url),
        image={"url": picture} if picture else None,
        footer={"text": _credit(story.figure, say)} if picture and story.figure else None,
    )
    return (Message(embeds=(first,)), *(Message(embeds=(embed(text),)) for text in texts[1:]))


def last_words(printed: PrintedEdition) -> tuple[Message, ...]:
    """News that the lead had no room for, others worth a line, works named in the text, and how it was made."""
    lines = [f"📰 {plain(item)}" for item in printed.news if _is_cut(item)]
    lines += [f"📰 {plain(item)}" for item in printed.news[3:] if not _is_cut(item)]
    say = wording(printed.language)
    if printed.others:
        lines.append(f"**{say('Also worth a line')}**")
        lines += [f"• {linked(each.title, each.url)} ({shown(each.subject, 60)})" for each in printed.others]
    if printed.references:
        lines.append(f"**{say('References')}**")
        lines += [
            f"{plain(f'[{number}]')} {shown(each.authors, 120)} {linked(each.title, each.url)}"
            for number, each in enumerate(printed.references, start=1)
        ]
    lines += [plain(printed.how_made)] if printed.how_made else []
    return tuple(Message(embeds=(embed(text),)) for text in parts(lines, _TEXT) if text)


def _issue(printed: PrintedEdition) -> str:
    return cut(f"{printed.team}, {wording(printed.language).month(printed.period)}", FOOTER - 40)


def _is_cut(item: str) -> bool:
    return size(plain(" ".join(item.split()))) > _NEWS


def _title_line(story: PrintedStory, most: int) -> str:
    """The title with its line: first the line goes, then the link, then the end of the title."""
    said = next((claim.text for claim in (*story.why, *story.insights) if claim.kind != "relevance"), "")
    title = f"**{story.number}.** {linked(story.title, story.url)}"
    line = f"{title}\n{shown(said, 140)}".rstrip()
    if size(line) <= most:
        return line
    return title if size(title) <= most else cut(f"**{story.number}.** {shown(story.title, max(most - 8, 20))}", most)


def _said(claim: Claim) -> str:
    text = plain(" ".join(claim.text.split()))
    return f"*{text}*" if claim.kind == "judgement" and text else text


def _extras(story: PrintedStory, say: Wording, *, pictured: bool) -> list[str]:
    lines = []
    if story.figure and not pictured and (page := address(story.figure.page)):
        lines.append(f"🖼 [{shown(story.figure.name, 60)}]({page})")
    if story.related:
        near = ", ".join(linked(each.title, each.url) for each in story.related[:3])
        lines.append(f"{say('You might also like')}: {near}")
    if story.named:
        lines.append(say("Works named: {numbers}", numbers=", ".join(plain(f"[{number}]") for number in story.named)))
    if story.overruled_by:
        lines.append(say("not verified; kept by {editor}", editor=shown(story.overruled_by, 80)))
    return lines


def picture_at(figure: Figure | None, site: str | None) -> str | None:
    """Where Discord can fetch a figure that may be shown: one that we keep has an address at our own `site`."""
    if figure is None or not figure.may_repost:
        return None
    return address(f"{site or ''}{figure.picture}" if figure.picture.startswith("/") else figure.picture)


def _credit(figure: Figure, say: Wording) -> str:
    told: Sequence[str] = (figure.label, figure.credit(say), say("Source: {paper}", paper=figure.page))
    return cut(" · ".join(each for each in told if each), FOOTER - 40)
