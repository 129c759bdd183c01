"""The terminal as a place to read and decide in: cards and editions as lines that rich prints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.errors import MarkupError
from rich.text import Text

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Delivery
from bot.domain.errors import PostRefused
from bot.domain.evidence import LINK_SIGNS, Evidence, Link
from bot.domain.paper import Paper
from bot.domain.printed import PrintedEdition, PrintedStory
from bot.domain.story import Claim, Part
from bot.domain.team import Place, Platform
from bot.ports import Appearance

_MARKS = {"verified": ("✓", "green"), "repaired": ("✓", "green"), "unverified": ("?", "bold yellow")}
_STAGES = {"approved": "green", "published": "green", "dropped": "red", "in_review": "cyan"}
_MOST_AUTHORS = 8

# A title must not move the cursor, change colours or read as what it is not.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class TerminalChannel:
    """Prints an edition where Paperdesk runs."""

    platform: Platform = "terminal"
    pace: float = 0.0

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()

    def bodies(self, printed: PrintedEdition, place: Place) -> tuple[str, ...]:
        return (json.dumps({"lines": [line.markup for line in edition_lines(printed)]}, ensure_ascii=False),)

    async def post(self, delivery: Delivery, parent: str | None) -> str:
        try:
            lines = [Text.from_markup(line, emoji=False) for line in json.loads(delivery.body)["lines"]]
        except (ValueError, KeyError, TypeError, MarkupError) as error:
            raise PostRefused("This delivery holds no lines to print; settle it as skipped.") from error
        for line in lines:
            self.console.print(line)
        return delivery.id

    async def find(self, delivery: Delivery, parent: str | None) -> str | None:
        """Nothing: a terminal remembers nothing.

        Whoever sits at it is better served by a second print than by a question about a window that was closed.
        """
        return None


def edition_lines(printed: PrintedEdition) -> list[Text]:
    """An edition as readers get it."""
    lines = [
        Text(),
        Text(plain(printed.headline), "bold"),
        Text(plain(f"{printed.team}, {printed.period}"), "dim"),
        Text(),
    ]
    lines += [Text(plain(printed.intro))] if printed.intro else []
    lines += [Text(plain(f"Correction: {line}"), "yellow") for line in printed.corrections]
    lines += [Text(plain(f"News: {item}")) for item in printed.news]
    for story in printed.stories:
        lines += _story_lines(story)
    if printed.others:
        lines += [Text(), Text("Also worth a line", "bold")]
        lines += [Text(plain(f"  {other.subject}: {other.title} {other.url}")) for other in printed.others]
    return [*lines, Text(), Text(plain(printed.how_made), "dim")]


def _story_lines(story: PrintedStory) -> Iterator[Text]:
    yield Text()
    yield Text.assemble((f"{story.number}. ", "bold red"), (plain(story.title), "bold"))
    yield Text(f"   {plain(story.url)}", "blue")
    yield Text(f"   {plain(story.byline)}", "italic dim")
    yield from _link_lines(story.links)
    yield Text("   🎖 Why", "bold")
    yield from (_claim_line(claim, story.overruled_by) for claim in story.why)
    yield Text("   💡 Key insights", "bold")
    yield from (_claim_line(claim, story.overruled_by) for claim in story.insights)


def desk_lines(face: DeskFace) -> list[Text]:
    """A whole desk: where the edition stands, what is missing, and a line for each story."""
    edition = face.edition
    stage = edition.stage.value.replace("_", " ")
    when = f"{edition.publish_at:%Y-%m-%d %H:%M} UTC"
    lines = [Text.assemble((plain(f"{face.team.name}, {edition.period}"), "bold"), f"  {stage}, goes out {when}")]
    if edition.text:
        said = "approved by " + ", ".join(edition.text.approved_by) if edition.text.approved_by else "not approved yet"
        lines.append(Text(plain(f"“{edition.text.headline}” ({said})")))
    lines += [Text(plain(f"○ {sentence}"), "yellow") for sentence in face.missing]
    lines.append(Text())
    for number, card in enumerate(face.cards, start=1):
        lines.append(_row(number, card))
    lines += [Text(plain(f"Held back: {p.title} ({p.ref}): {p.reason}"), "dim") for p in edition.held_back]
    return lines


def _row(number: int, card: CardFace) -> Text:
    story = card.story
    stage = story.stage.value.replace("_", " ")
    doubts = len(story.draft.unverified) if story.draft else 0
    return Text.assemble(
        f"{number:>3} ",
        (f"{stage:<10}", _STAGES.get(story.stage.value, "dim")),
        f"{story.score.total:+6.1f}  ",
        (f"{plain(str(story.ref))}  ", "dim"),
        plain(card.paper.title),
        ("  📌" if story.keep else ""),
        (f"  {doubts} not verified" if doubts else "", "yellow"),
    )


def card_lines(face: CardFace) -> list[Text]:
    """One card: the paper, its score with the reasons, and the standing draft with its verdicts and quotes."""
    story, draft = face.story, face.story.draft
    stage = story.stage.value.replace("_", " ")
    lines = [*paper_lines(face.paper, face.evidence)]
    lines.append(Text.assemble("Score ", (f"{story.score.total:+.2f}", "bold"), f", {stage}"))
    lines += [part_line(part) for part in story.score.parts]
    if draft is None:
        return [*lines, Text("Not drafted yet.", "dim")]
    by = f"Draft {draft.number} by {draft.by}, {draft.at:%Y-%m-%d %H:%M} UTC. {draft.note or ''}"
    lines += words_lines(draft.why, draft.insights, by, story.overruled_by)
    lines += [
        Text(plain(f"{vote.person}: {vote.kind} (draft {vote.draft_number}, {vote.via})"), "dim")
        for vote in story.votes
    ]
    return lines


def paper_lines(paper: Paper, evidence: Evidence | None = None, appearances: Sequence[Appearance] = ()) -> list[Text]:
    """A paper with what is known about it and where it has appeared, as `/paper` shows it."""
    known = {record.position: record.h_index for record in evidence.authors} if evidence else {}
    names = [
        f"{author.name} (h-index {known[n]})" if known.get(n) is not None else author.name
        for n, author in enumerate(paper.authors)
    ]
    more = f" and {len(names) - _MOST_AUTHORS} more" if len(names) > _MOST_AUTHORS else ""
    lines = [
        Text(plain(paper.title), "bold"),
        Text(plain(", ".join(names[:_MOST_AUTHORS]) + more), "italic"),
        Text(plain(f"{paper.page}  {' '.join(paper.categories)}  {_day(paper.announced)}".rstrip()), "blue"),
    ]
    if paper.withdrawn:
        lines.append(Text("This paper has been withdrawn.", "bold red"))
    if evidence:
        lines += _link_lines(evidence.links, "")
        counts = [f"{each.count} {each.kind}" for each in evidence.attention if each.count]
        lines += [Text(plain(", ".join(counts)), "dim")] if counts else []
        lines += [Text(f"Figures of authors: {name}, {url}", "dim") for name, url in evidence.credits]
    told = (f"Appeared in {a.team}, {a.period}, as number {a.number}: {a.headline}" for a in appearances)
    return [*lines, *(Text(plain(sentence), "green") for sentence in told)]


def words_lines(
    why: Sequence[Claim], insights: Sequence[Claim], by: str, overruled_by: str | None = None
) -> list[Text]:
    """The claims of a draft with their verdicts and quotes, and who drafted it."""
    lines = [Text("🎖 Why", "bold"), *_quoted_lines(why, overruled_by)]
    lines += [Text("💡 Key insights", "bold"), *_quoted_lines(insights, overruled_by)]
    return [*lines, Text(plain(by), "dim")]


def part_line(part: Part) -> Text:
    """One part of a score with its reasons."""
    colour = "green" if part.value > 0 else "red" if part.value < 0 else "dim"
    reasons = "; ".join(part.reasons).replace("*", "")
    return Text.assemble(f"  {plain(part.name):<10}", (f"{part.value:+6.2f}  ", colour), (plain(reasons), "dim"))


def _quoted_lines(claims: Sequence[Claim], overruled_by: str | None) -> Iterator[Text]:
    for claim in claims:
        yield _claim_line(claim, overruled_by)
        if claim.quote and claim.quote != claim.text:
            yield Text(plain(f"       ❝ {claim.quote} ({claim.where or 'paper'})"), "dim")
        if claim.verdict == "unverified" and claim.reasons:
            yield Text(plain(f"       {'; '.join(claim.reasons)}"), "yellow")


def _claim_line(claim: Claim, overruled_by: str | None = None) -> Text:
    if claim.kind != "fact":
        said = {"judgement": " (opinion)", "relevance": ""}[claim.kind]
        return Text.assemble("   · ", (plain(claim.text), "italic"), (said, "dim"))
    mark, colour = _MARKS[claim.verdict]
    kept = f"; kept by {overruled_by}" if overruled_by else ""
    said = f" (not verified{kept})" if claim.verdict == "unverified" else ""
    return Text.assemble("   ", (f"{mark} ", colour), plain(claim.text), (plain(said), colour))


def _link_lines(links: Sequence[Link], indent: str = "   ") -> Iterator[Text]:
    for link in links:
        yield Text(plain(f"{indent}{LINK_SIGNS[link.kind]} {link.url}"), "blue")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def plain(text: str) -> str:
    """The text on one line, without characters that a terminal obeys."""
    return _HARMFUL.sub("", " ".join(text.split()) if "\n" in text else text)
