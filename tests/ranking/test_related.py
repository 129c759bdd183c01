"""What one might also like: near in subject, by others, and not the same work twice."""

from __future__ import annotations

from bot.domain.paper import Author, Paper, PaperRef
from bot.ranking.pool import Pool
from bot.ranking.related import related

WORDS = {
    "prompts": "prompt tuning of frozen language models with continuous prompts and few labels",
    "robots": "grasping by robots with tactile sensors and reinforcement learning in simulation",
    "speech": "speech recognition with streaming transducers for low resource languages",
    "graphs": "graph neural networks for molecules with message passing and symmetry",
}


def paper(number: int, subject: str, who: str | None = None) -> Paper:
    """One of many papers on a subject, each with a few words of its own."""
    return Paper(
        PaperRef("arxiv", f"2106.{number:05d}"),
        f"On {subject} {number}",
        f"We study {WORDS[subject]}. Study {number} looks at case{number} and side{number % 7}.",
        (Author(who or f"{chr(65 + number % 26)}. {chr(65 + number // 26 % 26)}ister"),),
    )


def pool() -> Pool:
    subjects = list(WORDS)
    return Pool.of(paper(number, subjects[number % 4]) for number in range(1, 61))


def test_the_nearest_are_of_the_same_subject_and_by_others() -> None:
    asked = paper(4, "prompts")
    found = related(pool(), [asked])[asked.ref]
    assert found
    assert all("prompts" in near.title for near in found)
    assert asked.ref not in {near.ref for near in found}
    assert list(found) == sorted(found, key=lambda near: (-near.likeness, near.ref))


def test_a_groups_next_paper_is_no_discovery() -> None:
    asked = paper(4, "prompts", who="Ada North")
    twin = paper(8, "prompts", who="ada  north")
    others = [p for p in pool().papers if p.ref != twin.ref]
    found = related(Pool.of([*others, twin]), [asked])[asked.ref]
    assert twin.ref not in {near.ref for near in found}


def test_a_paper_of_a_past_edition_may_come_up() -> None:
    asked, past = paper(4, "prompts"), paper(904, "prompts")
    few = [p for p in pool().papers if "prompts" not in p.title or p.ref < paper(24, "prompts").ref]
    near = {each.ref for each in related(Pool.of(few), [asked], [past])[asked.ref]}
    assert past.ref in near


def test_a_pool_too_small_to_tell_says_nothing() -> None:
    asked = paper(4, "prompts")
    assert related(Pool.of([asked, paper(8, "prompts")]), [asked]) == {asked.ref: ()}
    assert related(pool(), []) == {}
