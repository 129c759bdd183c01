"""The archive by topic: what each story is about, and a page for each topic; nouns in, text out, pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.printed import PrintedEdition, PrintedStory
from bot.outlets.web.pages import Addresses, render, topic_slug, words_in

Found = list[tuple[PrintedEdition, list[PrintedStory]]]


def topics_of(story: PrintedStory, phrases: Sequence[str]) -> list[str]:
    """Those of the team's topics whose words all stand in the story, and its own subjects."""
    words = words_in(story)
    return [*(each for each in phrases if _stands(each, words)), *story.categories]


def _stands(phrase: str, words: str) -> bool:
    wanted = phrase.casefold().split()
    return bool(wanted) and all(re.search(rf"\b{re.escape(word)}", words) for word in wanted)


def by_topic(editions: Sequence[PrintedEdition], phrases: Sequence[str]) -> Mapping[str, Found]:
    """Each topic with its stories by edition, newest first as given; the topics with most stories first."""
    found: dict[str, Found] = {}
    for printed in editions:
        for story in printed.stories:
            for topic in dict.fromkeys(topics_of(story, phrases)):
                editions_of = found.setdefault(topic, [])
                if not editions_of or editions_of[-1][0] is not printed:
                    editions_of.append((printed, []))
                editions_of[-1][1].append(story)
    return dict(sorted(found.items(), key=lambda pair: (-count(pair[1]), pair[0].casefold())))


def count(found: Found) -> int:
    """How many stories there are."""
    return sum(len(stories) for _, stories in found)


def counts(topics: Mapping[str, Found]) -> list[tuple[str, int]]:
    """(topic, stories) of each, as an index shows them."""
    return [(topic, count(found)) for topic, found in topics.items()]


def named(topics: Mapping[str, Found], name: str) -> str | None:
    """The topic whose address ends in `name`."""
    return next((topic for topic in topics if topic_slug(topic) == name), None)


def topic_page(topic: str, found: Found, at: Addresses, *, team: str, original: str) -> str:
    """All stories of a team about one topic, by month."""
    return render("topic.html", topic=topic, found=found, total=count(found), at=at, team=team, original=original)
