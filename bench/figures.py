"""Which figure each recorded paper yields, to be judged by eye: `python -m bench.figures FOLDER --out pictures`.

FOLDER holds web pages of papers (`html`) and PDFs (`pdf`), as arXiv gives them, and quoted figures of pages in files
whose names say `fragments`. Each gets a line: the figure that is taken unless editors choose, whence its picture
comes, and how its caption begins. All figures of a PDF are drawn into `--out`.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from bot.domain.evidence import Evidence, Figure
from bot.domain.paper import PaperRef
from bot.sources.arxiv.figures import figures_in
from bot.sources.arxiv.page import read_page
from bot.sources.arxiv.sheets import captions_in, draw

BY = "http://creativecommons.org/licenses/by/4.0/"


def on_page(name: str, body: bytes) -> tuple[str, str, str]:
    """(figure, whence, caption) of a web page."""
    page = read_page(body)
    if page is None:
        return "none", "not LaTeXML's page", ""
    found = re.search(r"\d{4}\.\d{4,5}", name)
    figures = figures_in(page, f"https://arxiv.org/html/{found[0] if found else '0000.00000'}v1", BY)
    chosen = Evidence(PaperRef("url", "https://paper.example"), figures=figures).figure()
    if chosen is None:
        return "none", f"{len(figures)} to choose from", ""
    return chosen.name, whence(chosen), chosen.caption


def pages_in(path: Path) -> list[bytes]:
    """The page, or one for each quoted figure."""
    body = path.read_bytes()
    if "fragments" not in path.name:
        return [body]
    quoted = re.findall(rb"<figure.*?</figure>", body, re.DOTALL)
    return [b'<html><body><article class="ltx_document">' + each + b"</article></body></html>" for each in quoted]


def whence(figure: Figure) -> str:
    return "the PDF, as the page has no such file" if figure.redrawn else figure.picture.rpartition("/")[2]


def on_sheets(path: Path, out: Path | None) -> list[tuple[str, str, str]]:
    """(figure, whence, caption) of each figure of a PDF, drawn into `out`."""
    body, rows = path.read_bytes(), []
    for each in captions_in(body):
        start = time.perf_counter()
        picture = draw(body, each.label)
        seconds = time.perf_counter() - start
        if picture and out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{path.stem}-{each.label.replace(' ', '-').lower()}.png").write_bytes(picture)
        drawn = f"page {each.page}, {len(picture) / 1000:.0f} kB in {seconds:.2f} s" if picture else "not drawn"
        rows.append((each.label, drawn, each.caption))
    return rows or [("none", "no caption with a drawing over it", "")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/recordings"))
    parser.add_argument("--out", type=Path, help="write what is drawn from PDFs here")
    options = parser.parse_args()
    if not options.folder.is_dir():
        print(f"{options.folder} is not there: name a folder with papers as html and pdf.")
        return
    for path in sorted(options.folder.glob("html/**/*.html")):
        for body in pages_in(path):
            tell(path.relative_to(options.folder), *on_page(path.name, body))
    for path in sorted(options.folder.glob("pdf/**/*.pdf")):
        for row in on_sheets(path, options.out):
            tell(path.relative_to(options.folder), *row)


def tell(path: Path, figure: str, origin: str, caption: str) -> None:
    print(f"{path!s:52} {figure:9} {origin:40} {caption[:80]}")


if __name__ == "__main__":
    main()
