"""How many small faults in the pure parts the tests notice: `python -m bench.mutants --sample 600 --seed 1`.

mutmut makes the faults (a `<` for a `<=`, a word for another, `None` for a value) and runs, for each, the tests that
pass through the function. A run of them all takes hours, so a sample is drawn, as many from each package, and the whole
is reckoned from the parts by their size, with the interval that a sample leaves. Without `--sample` it is all of them.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt
from pathlib import Path

ROOM = Path("mutants")
PACKAGES = ("domain", "ranking", "grounding", "pipeline")
#: What the process of a mutant leaves with, by what that means; all else is a fault that stayed unnoticed.
KILLED = {1, 3}
TIMED_OUT = {24, 36, 152, 255, -24}
Z = 1.96  # 95 %


def outcomes() -> dict[str, int | None]:
    """Every mutant there is, with the code it left; None was not tried."""
    found: dict[str, int | None] = {}
    for file in sorted(ROOM.glob("bot/**/*.meta")):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def tried(*names: str, workers: int) -> None:
    """Let mutmut try these mutants; what it says goes to a file, for it redraws its lines."""
    with (ROOM / "run.log").open("a", encoding="utf-8") as log:
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(workers), *names]
        done = subprocess.run(command, stdout=log, stderr=log, check=False)
    if done.returncode:
        sys.exit(f"mutmut stopped: the end of {log.name} says why. Are the tests green without mutants?")


def drawn(names: Sequence[str], size: int, seed: int) -> list[str]:
    """As many from each package, or all where there are fewer."""
    by_package = defaultdict(list)
    for name in sorted(names):
        by_package[name.split(".")[1]].append(name)
    lot = random.Random(seed)
    share = size // len(PACKAGES)
    return [name for each in PACKAGES for name in lot.sample(by_package[each], min(share, len(by_package[each])))]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval of a share, in parts of one."""
    middle, spread = hits / of + Z * Z / (2 * of), Z * sqrt(hits / of * (1 - hits / of) / of + Z * Z / (4 * of * of))
    return (middle - spread) / (1 + Z * Z / of), (middle + spread) / (1 + Z * Z / of)


def report(codes: Mapping[str, int | None], sample: Sequence[str]) -> None:
    sizes = Counter(name.split(".")[1] for name in codes)
    print(f"{'package':<10} {'mutants':>8} {'tried':>6} {'killed':>7} {'timed out':>10} {'share':>8}   95 %")
    share = variance = 0.0
    for package in PACKAGES:
        mine = [codes[name] for name in sample if name.split(".")[1] == package]
        killed, late = sum(code in KILLED for code in mine), sum(code in TIMED_OUT for code in mine)
        part, weight = (killed + late) / len(mine), sizes[package] / sizes.total()
        low, high = wilson(killed + late, len(mine))
        left = 1 - len(mine) / sizes[package]  # nothing is left to chance where all were tried
        share, variance = share + weight * part, variance + weight**2 * part * (1 - part) / len(mine) * left
        print(
            f"{package:<10} {sizes[package]:>8} {len(mine):>6} {killed:>7} {late:>10} {100 * part:>6.1f} %"
            f"   {100 * low:.0f} to {100 * high:.0f}"
        )
    spread = Z * sqrt(variance)
    print(
        f"{'all':<10} {sizes.total():>8} {len(sample):>6} {'by size':>18} {100 * share:>6.1f} %"
        f"   {100 * (share - spread):.1f} to {100 * min(1.0, share + spread):.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="how many; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if ROOM.exists():
        shutil.rmtree(ROOM)  # an older run knows older tests
    ROOM.mkdir()
    tried("bot.ranking.explain.*", workers=options.workers)  # a handful, and with it the list of them all
    names = list(outcomes())
    sample = drawn(names, options.sample, options.seed) if options.sample else names
    tried(*(sample if options.sample else ()), workers=options.workers)
    codes = outcomes()
    unnoticed = [name for name in sample if codes[name] not in KILLED | TIMED_OUT]
    (ROOM / "unnoticed.txt").write_text("".join(f"{name}\n" for name in unnoticed), encoding="utf-8")
    report(codes, sample)
    print(f"Those that went unnoticed are in {ROOM / 'unnoticed.txt'}; `mutmut show NAME` shows one.")


if __name__ == "__main__":
    main()
