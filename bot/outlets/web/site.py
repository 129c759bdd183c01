"""The whole archive as files that any web server can serve, or a browser open from a folder; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.printed import PrintedEdition
from bot.outlets.web.exports import TYPES, export, neighbours, static
from bot.outlets.web.feeds import Feed, atom, json_feed
from bot.outlets.web.pages import Addresses, archive_page, edition_page, slug, topic_slug
from bot.outlets.web.share import picture
from bot.outlets.web.topics import by_topic, counts, topic_page

_STATIC = ("paper.css", "mark.svg")


def site(
    editions: Sequence[PrintedEdition],
    originals: Mapping[str, str],
    root: str,
    pictures: Mapping[str, bytes] | None = None,
    topics: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, bytes]:
    """The whole archive as files (path -> content) that any web server can serve, or a browser open from a folder.

    `editions` newest first; `originals` each team's own language; `root` the address it will stand at, for its feeds;
    `pictures` the figures kept in our house, by name: without them, figures are links; `topics` each team's own.
    """
    top, inside = Addresses("", ".html", bool(pictures)), Addresses("../", ".html", bool(pictures))
    whole = Addresses(root if root.endswith("/") else f"{root}/", ".html", bool(pictures))
    pages = {f"static/{name}": static(name) for name in _STATIC}
    pages |= {f"figures/{name}": body for name, body in (pictures or {}).items()}
    pages["index.html"] = archive_page(editions, top, originals=originals).encode()
    pages["feed.atom"] = atom(Feed(whole, editions, originals))
    for team in dict.fromkeys(printed.team for printed in editions):
        own = [printed for printed in editions if printed.team == team]
        original = originals[team]
        about = by_topic([each for each in own if each.language == original], (topics or {}).get(team, ()))
        page = archive_page(own, inside, originals=originals, team=team, topics=counts(about))
        pages[f"{team}/index.html"] = page.encode()
        pages |= _site_feeds(team, own, originals, whole)
        for printed in own:
            pages |= _site_edition(printed, own, original, inside, whole)
        below = Addresses("../../", ".html", bool(pictures))
        for topic, found in about.items():
            page = topic_page(topic, found, below, team=team, original=original)
            pages[f"{team}/topic/{topic_slug(topic)}.html"] = page.encode()
    return pages


def _site_feeds(
    team: str, own: Sequence[PrintedEdition], originals: Mapping[str, str], whole: Addresses
) -> Iterator[tuple[str, bytes]]:
    """Both feeds in each language in which the team is read."""
    for language in dict.fromkeys(printed.language for printed in own):
        feed = Feed(whole, [each for each in own if each.language == language], originals, team, language)
        spoken = f"{feed.other}." if feed.other else ""
        yield f"{team}/feed.{spoken}atom", atom(feed)
        yield f"{team}/feed.{spoken}json", json_feed(feed)


def pictures_in(editions: Sequence[PrintedEdition]) -> set[str]:
    """The names of the figures kept in our house that these editions show, the smaller ones too."""
    figures = [story.figure for printed in editions for story in printed.stories if story.figure]
    shown = [figure for figure in figures if Addresses().figure(figure)]
    return {path.rpartition("/")[2] for figure in shown for path in (figure.picture, figure.small) if path}


def _site_edition(
    printed: PrintedEdition, own: Sequence[PrintedEdition], original: str, at: Addresses, whole: Addresses
) -> Iterator[tuple[str, bytes]]:
    name = f"{printed.team}/{slug(printed, original)}"
    same = [other for other in own if other.period == printed.period]
    beside = neighbours(printed, own)
    page = edition_page(printed, at, original=original, neighbours=beside, language_of=same, whole=whole)
    yield f"{name}.html", page.encode()
    yield f"{name}.png", picture(printed)
    for ending in TYPES:
        if ending != "html":
            yield f"{name}.{ending}", export(printed, ending).encode()
