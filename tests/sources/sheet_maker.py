"""Small PDFs, made here: prose, a red box with a caption under it, and a second figure that is somebody else's."""

from __future__ import annotations

_PROSE = "Prose fills the whole width of its column here and says nothing about any teapot at all today."


def pdf(*, sheets: int = 1, on: int = 0, captioned: bool = True) -> bytes:
    """A PDF of so many sheets; the figures stand on that one, counted from 0."""
    pages = [_drawn(captioned) if number == on else _text(700, _PROSE) for number in range(sheets)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(sheets))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {sheets} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _file(objects)


def _drawn(captioned: bool) -> str:
    captions = [
        _text(478, "Figure 1: An overview of the teapot."),
        _text(228, "Figure 2: A kettle, adapted from an older book."),
    ]
    boxes = ["0.784 0.118 0.118 rg", "120 500 370 150 re f", "120 250 370 120 re f", "0 g"]
    return "\n".join([_text(700, _PROSE), *boxes, _text(440, _PROSE), *(captions if captioned else [])])


def _text(height: int, words: str) -> str:
    return f"BT /F1 10 Tf 90 {height} Td ({words}) Tj ET"


def _file(objects: list[str]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n".encode()
    start = len(body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return body + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
