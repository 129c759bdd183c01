"""The picture by which an edition is shared: its headline on a page, as PNG; pure."""

from __future__ import annotations

import io
from functools import lru_cache
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from bot.domain.edition import period_name
from bot.domain.printed import PrintedEdition
from bot.outlets.web.words import clean

_SIZE = (1200, 630)
_PAPER, _INK, _SOFT, _ACCENT = "#fcfcfa", "#1d1b18", "#5a5852", "#7d2a1c"


@lru_cache(maxsize=64)
def picture(printed: PrintedEdition) -> bytes:
    """1200 x 630 pixels, as Open Graph asks for. Pillow's own font knows Latin letters: other words are left out."""
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, _SIZE[1]), fill=_ACCENT)
    draw.text(
        (90, 80), _latin(f"{printed.team} · {period_name(printed.period)}"), fill=_SOFT, font=ImageFont.load_default(30)
    )
    headline = _latin(printed.headline) or period_name(printed.period)
    size = 76 if len(headline) < 60 else 60
    lines = wrap(headline, 26 if size == 76 else 34)[:4]
    draw.multiline_text((88, 150), "\n".join(lines), fill=_INK, font=ImageFont.load_default(size), spacing=18)
    draw.line((90, 520, 1110, 520), fill=_INK, width=3)
    count = len(printed.stories)
    told = f"{count} {'paper' if count == 1 else 'papers'} worth reading, chosen by people"
    draw.text((90, 545), told, fill=_SOFT, font=ImageFont.load_default(28))
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _latin(text: str) -> str:
    return " ".join("".join(letter for letter in clean(text) if ord(letter) < 0x250).split())
