"""How many planted errors grounding catches and how many true claims it doubts: `python -m bench.grounding`."""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.planted import KINDS, Case, dressed
from bot.grounding.quotes import sentences
from bot.grounding.stems import STOP
from bot.grounding.verdict import Grounds, Verdict
from bot.grounding.words import Words
from bot.writers.extractive import trim

ROUNDS = 3


Row = dict[str, Any]


def split_of(name: str) -> str:
    """Half of the papers are looked at while rules are made, half are not."""
    return "train" if sum(map(ord, name)) % 2 else "test"


def _cut(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentences(text))


def human(split: str) -> list[Case]:
    """Expert summaries of `aclsum`, each with the highlighted sentences that say it: claims that people wrote."""
    return list(summaries(split).values())


def summaries(split: str) -> dict[str, Case]:
    """The same under a name each: the paper's place in the split and the aspect."""
    lines = files("aclsum").joinpath("dataset", f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    cases = {}
    for number, line in enumerate(lines):
        row = json.loads(line)
        parts = ("abstract", "introduction", "conclusion")
        every = tuple(sentence for part in parts for sentence in row["sentences"][part])
        for aspect, claim in row["summary"].items():
            marked = [row["highlights"][aspect][part] for part in parts]
            labels = [label for part in marked for label in part]
            if claim and any(labels):
                quote = _best(claim, every, labels)
                cases[f"{number} {aspect}"] = Case(claim, quote, row["title"], " ".join(every), every)
    return cases


def carried() -> list[Case]:
    """Summaries of the test split of which a reader, not knowing the verdicts, found every statement in the quote."""
    wanted = (Path(__file__).parent / "carried.txt").read_text(encoding="utf-8").splitlines()
    cases = summaries("test")
    return [cases[name] for name in wanted]


def _best(claim: str, every: tuple[str, ...], labels: list[int]) -> str:
    """The run of one or two highlighted neighbours that shares most words with the claim."""
    wanted = {word for word in Words.of(claim).lower if word not in STOP}
    runs = [(i, i + 1) for i, label in enumerate(labels) if label]
    runs += [(i, i + 2) for i in range(len(labels) - 1) if labels[i] and labels[i + 1]]

    def share(run: tuple[int, int]) -> float:
        return len(wanted & set(Words.of(" ".join(every[run[0] : run[1]])).lower)) - 1.01 * (run[1] - run[0] - 1)

    start, end = max(runs, key=share)
    return " ".join(every[start:end])


def supported(case: Case) -> bool:
    """Whether at least half of the claim's content words stand in the quote: a yardstick apart from ours."""
    wanted = {word[:5] for word in Words.of(case.claim).lower if word not in STOP and word.isalpha()}
    held = {word[:5] for word in Words.of(case.quote).lower}
    return len(wanted & held) >= 0.5 * len(wanted)


def pools(shared: Path) -> dict[str, Row]:
    papers: dict[str, Row] = {}
    for path in sorted((shared / "eval" / "pools").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                papers.setdefault(row["arxiv_id"], row)
    return papers


def written(papers: dict[str, Row], split: str) -> list[Case]:
    """Claims that a language model wrote, each with the sentences it drew on; those of the test split came last."""
    cases = []
    name = "claims-held.tsv" if split == "test" else "claims.tsv"
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        ref, span, claim = line.split("\t")
        row = papers[ref]
        text = row["abstract"]
        bounds = sentences(text)
        first, _, last = span.partition("-")
        quote = text[bounds[int(first)][0] : bounds[int(last or first)][1]]
        cases.append(Case(claim, quote, row["title"], text, _cut(text), tuple(row["authors"])))
    return cases


def verbatim(papers: dict[str, Row], split: str, count: int = 400) -> list[Case]:
    """Sentences of abstracts as the extractive writer trims them, each with itself as quote."""
    rng = random.Random(7)
    cases = []
    for row in rng.sample(sorted(papers.values(), key=lambda row: row["arxiv_id"]), 2 * count):
        if split_of(row["arxiv_id"]) != split and split != "all":
            continue
        spans = [one for one in _cut(row["abstract"]) if len(one.split()) >= 8]
        if len(spans) > 3:
            quote = rng.choice(spans)
            cases.append(
                Case(retold(quote), quote, row["title"], row["abstract"], _cut(row["abstract"]), tuple(row["authors"]))
            )
    return cases[:count]


def retold(sentence: str) -> str:
    """A sentence in the third person, as a drafter would retell it."""
    text = trim(sentence).rstrip("…").strip()
    for ours, theirs in (
        ("We propose ", "The authors propose "),
        ("We introduce ", "The authors introduce "),
        ("We show that ", ""),
        (" our ", " the "),
        ("Our ", "The "),
        ("we propose", "the authors propose"),
        ("Experimental results show that ", ""),
        ("We ", "The authors "),
    ):
        text = text.replace(ours, theirs, 1)
    return text[:1].upper() + text[1:]


def judge(case: Case) -> Verdict:
    return Grounds(case.title, case.authors, case.source).check(case.claim, case.quote)


def _doubted(cases: list[Case]) -> int:
    return sum(judge(case).verdict == "unverified" for case in cases)


def run(name: str, cases: list[Case], *, misses: str | None, alarms: bool) -> None:
    rng = random.Random(3)
    verdicts = [judge(case) for case in cases]
    doubted = [
        (case, verdict) for case, verdict in zip(cases, verdicts, strict=True) if verdict.verdict == "unverified"
    ]
    print(
        f"\n{name}: {len(cases)} true claims, {len(doubted)} doubted = "
        f"{100 * len(doubted) / max(1, len(cases)):.1f} % false alarms"
    )
    if alarms:
        for case, verdict in doubted:
            print(f"   ! {case.claim}\n     “{case.quote[:400]}”\n     {verdict.reasons}")
    caught_all = planted_all = 0
    for kind, (plant, aim) in KINDS.items():
        made = [
            one for case in cases for _ in range(ROUNDS) if (one := plant(case, rng.choice(cases), rng)) and one != case
        ]
        made = list(dict.fromkeys(made))
        passed = [one for one in made if judge(one).verdict != "unverified"]
        caught = len(made) - len(passed)
        caught_all, planted_all = caught_all + caught, planted_all + len(made)
        if made:
            share = 100 * caught / len(made)
            print(f"   {kind:28} {caught:5}/{len(made):<5} {share:5.1f} %  aim {aim} {'' if share >= aim else '<'}")
        if misses and misses in kind:
            for one in passed[:40]:
                print(f"   - {one.claim}\n     “{one.quote[:300]}”")
    print(f"   {'all':28} {caught_all:5}/{planted_all:<5} {100 * caught_all / max(1, planted_all):5.1f} %")
    made = [
        one
        for case in cases
        for _ in range(ROUNDS)
        if (one := dressed(case, case, rng)) and judge(case).verdict == "verified"
    ]
    repaired = sum(judge(one).verdict == "repaired" for one in made)
    print(f"   {'another dress, repaired':28} {repaired:5}/{len(made):<5} {100 * repaired / max(1, len(made)):5.1f} %")
    if misses == "dress":
        for one in made:
            if judge(one).verdict != "repaired":
                print("   -", repr(one.quote), judge(one))


def speed(cases: list[Case]) -> None:
    """Whole lines as `paperdesk ground` gets them: papers prepared, claims checked, on one core."""
    papers: dict[str, list[Case]] = {}
    for case in cases:
        papers.setdefault(case.source, []).append(case)
    began = time.perf_counter()
    for same in papers.values():
        grounds = Grounds(same[0].title, same[0].authors, same[0].source)
        for case in same:
            grounds.check(case.claim, case.quote)
    took = time.perf_counter() - began
    print(f"\n{len(cases)} claims of {len(papers)} papers in {took:.2f} s = {len(cases) / took:,.0f} claims a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--split", default="test", choices=["train", "test"])
    parser.add_argument("--only", choices=["human", "written", "verbatim"])
    parser.add_argument("--misses", help="print what passed, of the kinds that contain this (look at train only)")
    parser.add_argument(
        "--alarms", action="store_true", help="print the true claims that were doubted (look at train only)"
    )
    options = parser.parse_args()
    papers = pools(options.shared) if options.only != "human" else {}
    sets: dict[str, Callable[[], list[Case]]] = {
        "human": lambda: [case for case in human(options.split) if supported(case)],
        "written": lambda: written(papers, options.split),
        "verbatim": lambda: verbatim(papers, options.split),
    }
    every = []
    for name, cases in sets.items():
        if options.only in {None, name}:
            made = cases()
            every += made
            run(name, made, misses=options.misses, alarms=options.alarms)
            if name == "human":
                rest = [case for case in human(options.split) if not supported(case)]
                print(
                    f"   ({len(rest)} summaries that no single highlight carries are left out; {_doubted(rest)} of "
                    f"them are doubted)"
                )
                if options.split == "test":
                    whole = carried()
                    print(
                        f"   (of {len(whole)} that a reader found in their quote whole, {_doubted(whole)} are doubted)"
                    )
    speed(every)


if __name__ == "__main__":
    main()
