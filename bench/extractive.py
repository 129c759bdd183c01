"""Whether the extractive writer picks the sentences that experts picked: `python -m bench.extractive --split test`."""

from __future__ import annotations

import argparse
import json
from importlib.resources import files

from bot.writers.cues import Slot, ranked

ASPECTS: dict[Slot, str] = {"why": "challenge", "what": "approach", "insight": "outcome"}


def abstracts(split: str) -> list[tuple[str, list[str], dict[str, list[int]]]]:
    """(title, sentences of the abstract, labels by aspect) of one split."""
    lines = files("aclsum").joinpath("dataset", f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        (row["title"], row["sentences"]["abstract"], {a: row["highlights"][a]["abstract"] for a in ASPECTS.values()})
        for row in rows
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="test", choices=["train", "val", "test"])
    parser.add_argument("--misses", action="store_true", help="print what was picked wrongly (look at train only)")
    options = parser.parse_args()
    rows = abstracts(options.split)
    print(f"{len(rows)} abstracts, split {options.split}; a hit is a pick that experts marked, where they marked any")
    for slot, aspect in ASPECTS.items():
        marked = [(title, sentences, labels[aspect]) for title, sentences, labels in rows if any(labels[aspect])]
        hits = 0
        for title, sentences, labels in marked:
            pick = ranked(sentences, slot)[0][1]
            hits += labels[pick]
            if options.misses and not labels[pick]:
                print(f"--- {slot}: {title}")
                for weight, index in sorted(ranked(sentences, slot), key=lambda pair: pair[1]):
                    print(
                        f"   {'*' if labels[index] else ' '}{'>' if index == pick else ' '} {weight:5.1f} "
                        f"{sentences[index]}"
                    )
        print(f"{slot:8} {aspect:10} {hits}/{len(marked)} = {100 * hits / len(marked):.1f} %")


if __name__ == "__main__":
    main()
