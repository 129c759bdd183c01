"""Nouns for tests, each with a sensible default for everything; the papers are invented and say so in their titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.card import CardFace, DeskFace
from bot.domain.edition import Edition, EditionText, HeldBack
from bot.domain.editorial import EditionStage, StoryStage
from bot.domain.evidence import Attention, AuthorRecord, Evidence, Figure, Link
from bot.domain.paper import Author, Paper, PaperRef
from bot.domain.printed import PrintedEdition, PrintedOther, PrintedReference, PrintedStory
from bot.domain.story import Claim, Draft, Part, Score, Story
from bot.domain.team import Person, Place, Team

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)

EDITOR = Person("Editor One", slack="U01", discord="11")
SECOND = Person("Editor Two", slack="U02", discord="22")

_SUBJECTS = (
    ("Made-Up Prompts", "prompt tuning with invented prompts", "cs.CL"),
    ("Imaginary Gardens", "plants that grow only in test fixtures", "cs.CV"),
    ("The Teapot Benchmark", "measuring kettles that do not exist", "cs.LG"),
    ("Paper Boats", "a toy fleet that floats on paper", "cs.RO"),
    ("Clockwork Summaries", "summaries wound up by hand", "cs.CL"),
    ("Cardboard Transformers", "attention cut out of cardboard", "cs.LG"),
    ("Borrowed Ladders", "climbing hills with a ladder of our own", "stat.ML"),
    ("Silent Bells", "ringing nothing at all, and listening", "cs.SD"),
    ("Postage Stamps", "sending very small messages far", "cs.IT"),
    ("Rubber Maps", "navigation on a map that stretches", "cs.AI"),
)


def made_paper(number: int = 1, **changes: object) -> Paper:
    """An invented paper; numbers 1 to 10 have a subject of their own."""
    name, matter, category = _SUBJECTS[(number - 1) % len(_SUBJECTS)]
    paper = Paper(
        ref=PaperRef("arxiv", f"2610.{number:05d}"),
        title=f"{name}: A Study of {matter.capitalize()}",
        abstract=(
            f"Nobody has looked at {matter} before. We look at it for {number + 3} days. "
            f"Our toy method gains {number}.5 points over doing nothing. The toys are at https://code.example/{number}."
        ),
        authors=tuple(Author(f"Author {letter}. Example", "Example Lab") for letter in "ABCDEFGH"[: 2 + number % 7]),
        categories=(category,),
        announced=date(2026, 10, 1 + number % 28),
        submitted=date(2026, 10, 1 + number % 28),
        licence="http://creativecommons.org/licenses/by/4.0/",
    )
    return replace(paper, **changes)  # type: ignore[arg-type]


def made_claims(number: int = 1) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """(why, insights) of the invented paper of that number."""
    matter = _SUBJECTS[(number - 1) % len(_SUBJECTS)][1]
    why = (
        Claim(
            "fact",
            f"Nobody has looked at {matter} before.",
            f"Nobody has looked at {matter} before.",
            "abstract",
            "verified",
        ),
        Claim("judgement", "A sober counterpoint to the habit of measuring only what exists.", verdict="verified"),
        Claim("relevance", "For this team: matches prompt tuning on invented prompts.", None, "score", "verified"),
    )
    insights = (
        Claim(
            "fact",
            f"The toy method is {number}.5 points ahead of doing nothing.",
            f"Our toy method gains {number}.5 points over doing nothing.",
            "abstract",
            "repaired",
        ),
        Claim(
            "fact",
            f"The authors looked for {number + 3} days.",
            f"We look at it for {number + 3} days.",
            "abstract",
            "verified",
        ),
    )
    return why, insights


def made_evidence(number: int = 1, **changes: object) -> Evidence:
    ref = made_paper(number).ref
    known = AuthorRecord(0, "Author A. Example", "semantic-scholar", "1688681", 41, 9_000, 120, NOON)
    unknown = AuthorRecord(1, "Author B. Example", "semantic-scholar", None, None, None, None, NOON)
    evidence = Evidence(
        ref=ref,
        authors=(known, unknown),
        links=(
            Link("code", f"https://code.example/{number}", "abstract"),
            Link("site", f"https://site.example/{number}", "comment"),
        ),
        attention=(Attention("upvotes", 12 * number, "hugging-face", NOON),),
    )
    return replace(evidence, **changes)  # type: ignore[arg-type]


def made_figures(number: int = 1, **changes: object) -> tuple[Figure, ...]:
    """Two figures of the invented paper of that number: the first is kept, the second its authors' own still."""
    paper = made_paper(number)
    page = f"https://arxiv.org/html/{paper.ref.value}v1"
    first = Figure(f"{page}/x1.png", f"{page}#S1.F1", "An overview of the toy.", "Figure 1", paper.licence)
    second = replace(first, picture=f"{page}/x2.png", page=f"{page}#S4.F2", label="Figure 2", telling=False)
    kept = replace(first, kept="/figures/toy.png", small="/figures/toy-small.webp", width=1_600, height=800)
    return tuple(replace(each, **changes) for each in (kept, second))  # type: ignore[arg-type]


def made_draft(paper_number: int = 1, **changes: object) -> Draft:
    why, insights = made_claims(paper_number)
    draft = Draft(1, why, insights, by="toy-model with draft@1a2b3c", at=NOON)
    return replace(draft, **changes)  # type: ignore[arg-type]


def made_score(number: int = 1) -> Score:
    parts = (
        Part("prior", -3.2, ("most papers are not picked",)),
        Part("influence", 2.4 - number / 10, ("1st of 3 authors has h-index 41", "2 authors have been picked before")),
        Part("topic", 3.1 - number / 5, ("matches *prompt tuning* on: invented prompts",)),
        Part("attention", 0.0, ("not asked for",)),
        Part("taste", 0.35, ("like 4 papers approved before",)),
    )
    return Score(sum(part.value for part in parts), parts)


def made_story(number: int = 1, stage: StoryStage = StoryStage.IN_REVIEW, **changes: object) -> Story:
    story = Story(
        id=100 + number,
        edition_id=1,
        ref=made_paper(number).ref,
        stage=stage,
        place=number,
        score=made_score(number),
        draft=None if stage is StoryStage.PROPOSED else made_draft(number),
    )
    return replace(story, **changes)  # type: ignore[arg-type]


def made_team(**changes: object) -> Team:
    team = Team(
        name="nlp",
        topics=("prompt tuning",),
        categories=("cs.CL", "cs.LG"),
        editors=(EDITOR, SECOND),
        desk=Place("web"),
        archive="public",
    )
    return replace(team, **changes)  # type: ignore[arg-type]


def made_edition(stage: EditionStage = EditionStage.IN_REVIEW, **changes: object) -> Edition:
    edition = Edition(
        id=1,
        team="nlp",
        period="2026-11",
        stage=stage,
        opened_at=NOON - timedelta(days=20),
        publish_at=NOON + timedelta(days=4),
        cut=NOON - timedelta(days=6),
        pool_size=4_274,
        text=EditionText(
            1,
            "Invented prompts, cardboard transformers and more",
            "Ten papers that nobody has written, out of thousands that nobody has read. The list is short on purpose.",
            ("A conference that does not exist has moved to a town that does.",),
            by="toy-model",
        ),
        held_back=(HeldBack("2610.00042", "Made-Up Prompts, Again", "close to “Made-Up Prompts”, by the same lab"),),
    )
    return replace(edition, **changes)  # type: ignore[arg-type]


def made_face(
    number: int = 1, *, team: Team | None = None, edition: Edition | None = None, **changes: object
) -> CardFace:
    """A card; `changes` are of its story."""
    story = made_story(number, **changes)  # type: ignore[arg-type]
    return CardFace(team or made_team(), edition or made_edition(), story, made_paper(number), made_evidence(number))


def made_desk(
    stages: Sequence[StoryStage] = (StoryStage.IN_REVIEW,) * 3,
    *,
    team: Team | None = None,
    edition: Edition | None = None,
    missing: tuple[str, ...] = ("0 of 10 stories are approved.", "The headline and the intro wait for an approval."),
) -> DeskFace:
    team, edition = team or made_team(), edition or made_edition()
    cards = tuple(made_face(n, team=team, edition=edition, stage=stage) for n, stage in enumerate(stages, start=1))
    return DeskFace(team, edition, cards, missing)


def printed_story(number: int = 1, **changes: object) -> PrintedStory:
    paper, evidence = made_paper(number), made_evidence(number)
    why, insights = made_claims(number)
    story = PrintedStory(
        number=number,
        ref=paper.ref,
        title=paper.title,
        url=paper.page,
        authors=tuple(author.name for author in paper.authors),
        why=why,
        insights=insights,
        links=evidence.links,
        related=(PrintedReference("Earlier Toys: A Prequel", "https://arxiv.org/abs/2510.00009", "Author C. Example"),),
        drafted_by="toy-model with draft@1a2b3c",
        approved_by=("Editor One",),
        categories=paper.categories,
        licence=paper.licence,
    )
    return replace(story, **changes)  # type: ignore[arg-type]


def printed_edition(size: int = 10, **changes: object) -> PrintedEdition:
    edition = PrintedEdition(
        team="nlp",
        period="2026-11",
        headline="Invented prompts, cardboard transformers and more",
        intro=(
            "Ten papers that nobody has written, out of thousands that nobody has read. The list is short on purpose."
        ),
        stories=tuple(printed_story(number) for number in range(1, size + 1)),
        published_at=NOON,
        news=("A conference that does not exist has moved to a town that does.",),
        others=(
            PrintedOther("cs.CL", "A Line About Words", "https://arxiv.org/abs/2610.00091"),
            PrintedOther("cs.CL", "Another Line About Words", "https://arxiv.org/abs/2610.00092"),
            PrintedOther("cs.CV", "A Line About Pictures", "https://arxiv.org/abs/2610.00093"),
        ),
        references=(PrintedReference("The First Toy", "https://doi.org/10.5555/toy.1", "Author Z. Example"),),
        how_made=(
            "10 stories out of 4,274 papers, chosen by Editor One. "
            "Drafted by toy-model; every story was read and approved by a person."
        ),
    )
    return replace(edition, **changes)  # type: ignore[arg-type]
