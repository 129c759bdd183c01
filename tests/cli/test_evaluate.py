"""`paperdesk eval` and `train-prior` on a small made-up shelf: what they write, and that the future stays unknown."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from bot.cli.evaluate import command as evaluate
from bot.cli.train import command as train
from bot.domain.errors import BadInput
from bot.ranking.prior import Prior

WORDS = ("agents", "diffusion", "retrieval", "graphs", "proofs", "robots", "speech", "vision", "privacy", "compilers")
PEOPLE = tuple(f"Person {letter}{number}" for letter in "ABCDEF" for number in range(10))


def write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(record) + "\n" for record in records)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


def month_of_papers(month: str, number: int = 150) -> list[dict[str, Any]]:
    dice = random.Random(month)
    return [
        {
            "arxiv_id": f"{month[2:4]}{month[5:]}.{n:05d}",
            "title": f"{dice.choice(WORDS).title()} and {dice.choice(WORDS)} {n}",
            "abstract": " ".join(f"term{dice.randrange(300)}" for _ in range(25)),
            "authors": dice.sample(PEOPLE, dice.randint(1, 6)),
            "categories": ["cs.LG"],
        }
        for n in range(number)
    ]


def liked(paper: dict[str, Any]) -> bool:
    return "Agents" in paper["title"] or any(name.startswith("Person A") for name in paper["authors"])


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Four months of papers; what is about agents or by an A is picked in the days after it came."""
    picks: list[dict[str, Any]] = []
    for month in ("2031-01", "2031-02", "2031-03", "2031-04"):
        papers = month_of_papers(month)
        write_lines(tmp_path / "pools" / f"{month}.jsonl.gz", papers)
        good = [p for p in papers if liked(p)]
        picks += [{"arxiv_id": p["arxiv_id"], "date": f"{month}-20", "list_name": "hf-daily-papers"} for p in good]
        rows = [f"{p['arxiv_id']}\thf-daily\t{2 if n % 2 else 1}\n" for n, p in enumerate(good)]
        (tmp_path / "qrels").mkdir(exist_ok=True)
        (tmp_path / "qrels" / f"{month}.qrels.tsv").write_text("arxiv_id\tlist\tgrade\n" + "".join(rows))
    write_lines(tmp_path / "picks.jsonl", picks)
    return tmp_path


def run(shelf: Path, month: str = "2031-03", name: str = "out") -> tuple[str, dict[str, Any]]:
    order, figures = shelf / f"{name}.tsv", shelf / f"{name}.json"
    evaluate(shelf, month, "hf", order, figures)
    return order.read_text(encoding="utf-8"), json.loads(figures.read_text(encoding="utf-8"))


def test_the_order_and_the_figures_have_the_agreed_shape(shelf: Path) -> None:
    order, figures = run(shelf)
    head, *rows = order.splitlines()
    assert head == "rank\tarxiv_id\tscore\treasons"
    assert len(rows) == figures["pool"] == 150
    assert figures["month"] == "2031-03"
    assert set(figures["lists"]) == {"hf", "hf-top50"}
    hf = figures["lists"]["hf"]
    assert {"auc", "p@10", "p@100", "r@10", "r@50", "r@100", "auc_ci90", "p@100_ci90"} <= set(hf["ours"])
    others = {"random", "authors", "past-picks", "tfidf-centroid", "arxiv-sanity-svm", "zotero-decay", "h-index-gate"}
    assert set(hf) == {"positives", "ours", *others}


def test_what_was_liked_before_is_found_again_and_every_score_is_the_sum_of_its_parts(shelf: Path) -> None:
    order, figures = run(shelf)
    assert figures["lists"]["hf"]["ours"]["auc"] > 0.8
    scores = []
    for row in order.splitlines()[1:]:
        _, _, score, reasons = row.split("\t")
        scores.append(float(score))
        assert sum(part["value"] for part in json.loads(reasons)) == float(score)
    assert scores == sorted(scores, reverse=True)


def test_a_planted_pick_and_a_planted_paper_of_the_future_change_nothing(shelf: Path) -> None:
    before, _ = run(shelf)
    papers = month_of_papers("2031-03")
    picks = [json.loads(line) for line in (shelf / "picks.jsonl").read_text().splitlines()]
    for day in ("2031-03-01", "2031-03", "2031"):
        picks += [{"arxiv_id": p["arxiv_id"], "date": day, "list_name": "hf-daily-papers"} for p in papers[:40]]
    write_lines(shelf / "picks.jsonl", picks)
    later = [{**p, "authors": papers[0]["authors"]} for p in month_of_papers("2031-05")]
    write_lines(shelf / "pools" / "2031-05.jsonl.gz", later)
    write_lines(shelf / "hot_papers_meta_more.jsonl.gz", [*papers[:40], *later])
    lists = "".join(f"{p['arxiv_id']}\tcs.LG\t{'; '.join(p['authors'])}\n" for p in later)
    (shelf / "authors").mkdir()
    (shelf / "authors" / "arxiv_author_lists_2031.tsv.gz").write_bytes(gzip.compress(lists.encode()))
    (shelf / "authors" / "bigcows_google_scholar_2031-03.csv").write_text("name,h_index\nPerson B1,90\n")
    (shelf / "authors" / "top_venue_authors_upto2031.csv.gz").write_bytes(
        gzip.compress(b"name,n_papers\nPerson B1,900\n")
    )
    after, _ = run(shelf, name="after")
    assert after == before


def test_how_the_pool_was_gathered_changes_nothing(shelf: Path) -> None:
    before, _ = run(shelf)
    papers = [{**p, "source": f"s{n}", "published": "2031-03-09"} for n, p in enumerate(month_of_papers("2031-03"))]
    write_lines(shelf / "pools" / "2031-03.jsonl.gz", papers)
    assert run(shelf, name="after")[0] == before


def test_a_paper_that_a_list_had_before_the_month_is_put_back_and_says_so(shelf: Path) -> None:
    before, _ = run(shelf)
    first = before.splitlines()[1].split("\t")[1]
    with (shelf / "picks.jsonl").open("a") as file:
        file.write(json.dumps({"arxiv_id": first, "date": "2031-02-27", "list_name": "hf-daily-papers"}) + "\n")
    row = next(line for line in run(shelf, name="after")[0].splitlines() if f"\t{first}\t" in line)
    assert "a public list had it on 2031-02-27" in row


@pytest.mark.parametrize(
    ("month", "lists", "said"),
    [("2031-3", "hf", "is not a month"), ("2030-01", "hf", "the months at hand are"), ("2031-03", "xx", "is no list")],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(shelf: Path, month: str, lists: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        evaluate(shelf, month, lists, None, None)


def test_a_folder_without_any_month_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no month is at hand"):
        evaluate(tmp_path, "2031-03", "hf", None, None)


def test_a_month_with_nothing_before_it_is_ranked_by_the_shipped_coefficients_if_they_are_older(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, figures = run(shelf, "2031-01")
    assert figures["pool"] == 150
    assert "ranked by the shipped coefficients" in capsys.readouterr().out

    (shelf / "pools" / "2031-01.jsonl.gz").rename(shelf / "pools" / "2021-01.jsonl.gz")
    with pytest.raises(BadInput, match="put an earlier month into pools/"):
        evaluate(shelf, "2021-01", "hf", None, None)


def test_a_folder_with_only_part_of_the_files_is_used_and_what_is_not_there_is_named(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shelf / "qrels" / "2031-03.qrels.tsv").unlink()
    _, figures = run(shelf)
    said = capsys.readouterr().out
    assert figures["lists"] == {}
    assert "2031-03.qrels.tsv is not there: the month was ranked and could not be judged" in said
    assert "no authors/arxiv_author_lists_*.tsv.gz from before the month" in said

    (shelf / "picks.jsonl").unlink()
    evaluate(shelf, "2031-03", "hf", None, None)
    assert "picks.jsonl is not there" in capsys.readouterr().out


def test_a_broken_line_is_named(shelf: Path) -> None:
    with (shelf / "picks.jsonl").open("a") as file:
        file.write("{\n")
    with pytest.raises(BadInput, match=r"Line \d+ of .*picks.jsonl"):
        evaluate(shelf, "2031-03", "hf", None, None)


def test_trained_coefficients_can_be_read_back_and_name_their_data(shelf: Path) -> None:
    out = shelf / "prior.json"
    train(shelf, out, "2031-04", 500)
    model = Prior.loads(out.read_text(encoding="utf-8"))
    assert model.about["nothing_from"] == "2031-04-01"
    assert model.about["months"][-1] == "2031-03"
    assert 0 < len(model.terms) <= 500


def test_coefficients_of_another_version_are_refused_with_what_to_do() -> None:
    with pytest.raises(BadInput, match="train-prior"):
        Prior.loads('{"format": 1}')
