"""What one might also like: near in subject, by others, and not the same work twice."""

from __future__ import annotations

from dataclasses import replace

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


def test_the_same_work_under_another_reference_is_not_related() -> None:
    asked = paper(4, "prompts")
    again = replace(asked, ref=PaperRef("doi", "10.1000/1"), title=asked.title.upper(), authors=(Author("Zoe"),))
    found = related(Pool.of([*pool().papers, again]), [asked])[asked.ref]
    assert found
    assert not {asked.ref, again.ref} & {near.ref for near in found}
    own = replace(asked, title="A New Title", authors=(Author("Zoe"),))
    assert asked.ref not in {near.ref for near in related(pool(), [own])[asked.ref]}


def test_six_at_most_are_found_each_with_its_likeness_and_who_wrote_it() -> None:
    authors = [(), ("Ada",), ("Ada", "Bo"), ("Ada", "Bo", "Cy")]
    papers = [replace(each, authors=tuple(map(Author, authors[n // 4 % 4]))) for n, each in enumerate(pool().papers)]
    asked = replace(paper(4, "prompts"), authors=(Author("Eve"),))
    found = related(Pool.of([each for each in papers if each.ref != asked.ref]), [asked])[asked.ref]
    assert len(found) == 6
    by_title = {each.title: ", ".join(a.name for a in each.authors[:2]) for each in papers}
    for near in found:
        count = next(len(each.authors) for each in papers if each.ref == near.ref)
        assert near.authors == by_title[near.title] + (" et al." if count > 2 else "")
        assert near.likeness == round(near.likeness, 3) >= 0.45


def test_of_papers_equally_near_the_first_by_reference_comes_first() -> None:
    asked = paper(4, "prompts")
    twins = [replace(paper(number, "prompts"), abstract=asked.abstract, title="A Twin") for number in (96, 92, 88)]
    few = [each for each in pool().papers if "prompts" not in each.title or each.ref < paper(20, "prompts").ref]
    found = related(Pool.of([*few, *twins]), [asked])[asked.ref]
    same = [near for near in found if near.title == "A Twin"]
    assert [near.ref for near in same] == sorted(twin.ref for twin in twins)
    assert {near.likeness for near in same} == {same[0].likeness}


def test_a_paper_of_a_past_edition_that_is_in_the_pool_counts_once() -> None:
    asked, past = paper(4, "prompts"), paper(8, "prompts")
    found = related(pool(), [asked], [past, paper(904, "robots")])[asked.ref]
    assert [near.ref for near in found].count(past.ref) <= 1
    assert found == related(pool(), [asked])[asked.ref]


def test_each_paper_has_neighbours_of_its_own() -> None:
    asked = [paper(4, "prompts"), paper(5, "robots")]
    found = related(pool(), asked)
    assert [all(word in near.title for near in found[each.ref]) for each, word in zip(asked, WORDS, strict=False)] == [
        True
    ] * 2
