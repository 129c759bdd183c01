"""Pictures of figures: what they really are decides, not what they are called."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.sources.arxiv.pictures import SMALL, Kept, Pictures

pytestmark = pytest.mark.anyio


def picture(width: int = 400, height: int = 200, kind: str = "PNG", **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, kind, **more)
    return made.getvalue()


def moving() -> bytes:
    frames = [Image.new("RGB", (400, 200), colour) for colour in ("white", "red")]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    return made.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\0"


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "png")])
@pytest.mark.parametrize("change", [True, False])
async def test_a_picture_is_kept_under_a_name_of_ours(tmp_path: Path, kind: str, ending: str, change: bool) -> None:
    kept = await Pictures(tmp_path / "figures").keep(picture(kind=kind), change=change)
    assert kept is not None
    assert kept.picture.startswith("/figures/")
    assert kept.picture.endswith(ending if change else {"GIF": "gif"}.get(kind, ending))
    assert (kept.width, kept.height, kept.small) == (400, 200, "")
    assert [path.name[0] for path in (tmp_path / "figures").iterdir()] != ["."]


async def test_what_may_not_be_changed_is_kept_to_the_byte(tmp_path: Path) -> None:
    body = picture(2000, 1000)
    kept = await Pictures(tmp_path / "figures").keep(body, change=False)
    assert kept is not None
    assert (tmp_path / kept.picture.lstrip("/")).read_bytes() == body
    assert kept.small == ""


async def test_words_in_the_file_are_left_out_and_the_pixels_stay(tmp_path: Path) -> None:
    words = PngInfo()
    words.add_text("Author", "Ada at home")
    exif = Image.Exif()
    exif[0x010E] = "Ada at home"
    for body in (picture(pnginfo=words), picture(kind="JPEG", exif=exif), picture(kind="WEBP", exif=exif)):
        assert b"Ada at home" in body
        kept = await Pictures(tmp_path / "figures").keep(body, change=True)
        assert kept is not None
        clean = (tmp_path / kept.picture.lstrip("/")).read_bytes()
        assert b"Ada at home" not in clean
        assert Image.open(io.BytesIO(clean)).convert("RGB").getpixel((7, 7)) == (255, 255, 255)


async def test_a_large_picture_gets_a_smaller_one_to_its_side(tmp_path: Path) -> None:
    kept = await Pictures(tmp_path / "figures").keep(picture(3000, 1500), change=True)
    assert kept == Kept(kept.picture, kept.small, 3000, 1500) if kept else False
    assert kept is not None
    with Image.open(tmp_path / kept.small.lstrip("/")) as small:
        assert small.size == (SMALL, SMALL // 2)


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>not found</html>",
        b"",
        picture()[:100],
        picture(width=299),
        picture(width=9000, height=9000),
        claiming(20_000, 15_000),
        claiming(2**31 - 1, 2**31 - 1),
        moving(),
        b"\0" * 10_000_001,
    ],
    ids=["svg", "html", "nothing", "cut off", "small", "large", "300 megapixels", "beyond", "moving", "heavy"],
)
@pytest.mark.parametrize("change", [True, False])
async def test_what_is_no_showable_picture_is_not_kept(tmp_path: Path, body: bytes, change: bool) -> None:
    assert await Pictures(tmp_path / "figures").keep(body, change=change) is None
    assert not (tmp_path / "figures").exists()
