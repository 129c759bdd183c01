"""Editions as HTML: nouns in, text out, everything escaped; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.domain.edition import period_name
from bot.domain.evidence import LINK_SIGNS, Figure
from bot.domain.printed import PrintedEdition, PrintedStory
from bot.domain.wording import IN_ENGLISH, wording
from bot.outlets.web.words import LINK_NAMES, address, clean, extracted, host, paragraphs, sentence

_OURS = re.compile(r"/figures/[\w.-]+")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things are, seen from one page: `root` leads to the top, `ending` follows the name of a page.

    Served pages have root `/` and no ending; a static site has `../` or nothing, and `.html`; feeds have a whole
    address as root. `pictures` is whether figures can be seen from there.
    """

    root: str = "/"
    ending: str = ""
    pictures: bool = True

    @property
    def archive(self) -> str:
        return f"{self.root}index{self.ending}" if self.ending else self.root

    def team(self, team: str) -> str:
        return f"{self.root}{quote(team, safe='')}{'/index' if self.ending else ''}{self.ending}"

    def edition(self, printed: PrintedEdition, original: str) -> str:
        return self.kept(printed, original, self.ending.removeprefix("."))

    def kept(self, printed: PrintedEdition, original: str, ending: str) -> str:
        """The edition in another form: `md`, `json`, `bib`, ...; a page where `ending` is empty."""
        dot = f".{ending}" if ending else ""
        return f"{self.root}{quote(printed.team, safe='')}/{quote(slug(printed, original), safe='')}{dot}"

    def feed(self, team: str | None = None, kind: str = "atom", language: str = "") -> str:
        """Where a feed is; `language` where it is not the team's own."""
        spoken = f"{language}." if language else ""
        return f"{self.root}{quote(team, safe='') + '/' if team else ''}feed.{spoken}{kind}"

    def topic(self, team: str, topic: str) -> str:
        return f"{self.root}{quote(team, safe='')}/topic/{quote(topic_slug(topic), safe='')}{self.ending}"

    def static(self, name: str) -> str:
        return f"{self.root}static/{name}"

    def figure(self, figure: Figure) -> str:
        """Where the picture can be seen, if its licence allows showing it and it is kept in our house."""
        ours = figure.may_repost and _OURS.fullmatch(figure.picture)
        return f"{self.root}{figure.picture[1:]}" if ours and self.pictures else ""

    def small_figure(self, figure: Figure) -> str:
        """Where a smaller picture of the same can be seen; the whole one where there is none."""
        whole = self.figure(figure)
        return f"{self.root}{figure.small[1:]}" if whole and _OURS.fullmatch(figure.small) else whole


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The editions before and after one in its team's archive."""

    older: PrintedEdition | None = None
    newer: PrintedEdition | None = None


def slug(printed: PrintedEdition, original: str) -> str:
    """The last part of an edition's address: its period, and its language where that is not the team's own."""
    return printed.period if printed.language == original else f"{printed.period}.{printed.language}"


def topic_slug(topic: str) -> str:
    """The last part of a topic's address."""
    return re.sub(r"[^\w.-]+", "-", topic.casefold()).strip("-.") or "other"


def editions_by_year(editions: Sequence[PrintedEdition]) -> Iterator[tuple[str, list[PrintedEdition]]]:
    """(year, its editions), in the order given."""
    for year, group in groupby(editions, key=lambda printed: printed.period[:4]):
        yield year, list(group)


def others_by_subject(printed: PrintedEdition) -> dict[str, list[Any]]:
    """The papers worth a line, under their subjects, in the order given."""
    subjects: dict[str, list[Any]] = {}
    for other in printed.others:
        subjects.setdefault(other.subject, []).append(other)
    return subjects


def matching(editions: Sequence[PrintedEdition], words: str) -> list[tuple[PrintedEdition, list[PrintedStory]]]:
    """Editions in which every one of `words` occurs, with the stories in which they all do; newest first as given."""
    wanted = words.casefold().split()
    found = []
    for printed in editions:
        stories = [s for s in printed.stories if all(word in words_in(s) for word in wanted)]
        own = f"{printed.headline} {printed.intro} {' '.join(printed.news)}".casefold()
        if stories or all(word in own for word in wanted):
            found.append((printed, stories))
    return found


def words_in(story: PrintedStory) -> str:
    """Everything that a story says, to be searched in."""
    claims = " ".join(claim.text for claim in (*story.why, *story.insights))
    return f"{story.title} {' '.join(story.authors)} {' '.join(story.categories)} {story.ref} {claims}".casefold()


def edition_page(
    printed: PrintedEdition,
    at: Addresses,
    *,
    original: str,
    neighbours: Neighbours | None = None,
    language_of: Sequence[PrintedEdition] = (),
    whole: Addresses | None = None,
    style: str = "",
    note: str = "",
) -> str:
    """The page of one edition.

    `style` is put into the page itself where it must stand alone; `whole` leads to it from outside, where known;
    `language_of` holds the same edition in other languages; `note` is a last word beside it.
    """
    return render(
        "edition.html",
        printed=printed,
        say=wording(printed.language),
        at=at,
        original=original,
        neighbours=neighbours or Neighbours(),
        others=others_by_subject(printed),
        spoken=printed.language if printed.language != original else "",
        languages=[other for other in language_of if other.language != printed.language],
        canonical=whole.edition(printed, original) if whole else "",
        share=whole.kept(printed, original, "png") if whole else "",
        note=note,
        style=Markup(style),  # noqa: S704 - our own style sheet, which holds no text of papers
    )


def stories_fragment(printed: PrintedEdition, at: Addresses) -> str:
    """The edition without the page around it, as feeds carry it."""
    return render(
        "content.html", printed=printed, say=wording(printed.language), at=at, others=others_by_subject(printed)
    )


def archive_page(
    editions: Sequence[PrintedEdition],
    at: Addresses,
    *,
    originals: Mapping[str, str],
    team: str | None = None,
    words: str = "",
    desk: bool = False,
    topics: Sequence[tuple[str, int]] = (),
) -> str:
    """All editions that the reader may see, newest first; those that match, where `words` are given.

    `topics` of a team are its topics with their number of stories.
    """
    return render(
        "archive.html",
        years=list(editions_by_year(editions)),
        found=matching(editions, words) if words.strip() else None,
        words=words,
        team=team,
        originals=originals,
        desk=desk,
        topics=topics,
        at=at,
    )


def render(name: str, /, **words: Any) -> str:
    """One template with its words."""
    return _environment().get_template(name).render(**words)


def warm() -> None:
    """Compile all templates now, so that the first reader does not wait for it."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.outlets.web"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    environment.filters |= {
        "month": period_name,
        "address": address,
        "host": host,
        "paragraphs": paragraphs,
        "sentence": sentence,
    }
    environment.globals |= {
        "LINK_SIGNS": LINK_SIGNS,
        "LINK_NAMES": LINK_NAMES,
        "extracted": extracted,
        "slug": slug,
        "say": IN_ENGLISH,
    }
    return environment
