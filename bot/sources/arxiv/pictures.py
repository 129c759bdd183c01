"""Keeps pictures of figures in our house, after a look at what they really are."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import anyio
import structlog
from PIL import Image, ImageOps

log = structlog.get_logger(__name__)

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LEAST_WIDTH = 300
#: Pages show a picture that is wider than this by a smaller one.
SMALL = 1_100
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
#: What Pillow says of bytes that are no picture, or far too much of one.
_UNFIT = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture in our house: where the web server shows it, a smaller one if there is one, and its size in pixels."""

    picture: str
    small: str
    width: int
    height: int


class Pictures:
    """Keeps pictures in `folder`, which the web server shows as `/figures`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, body: bytes, *, change: bool) -> Kept | None:
        """The picture as it is kept; None where it is none that can be shown.

        With `change` it loses what was written into its file beside it (places, names, programs), and a large one gets
        a smaller one to its side; without, it is kept as it came.
        """
        try:
            return await anyio.to_thread.run_sync(self._keep, body, change)
        except _UNFIT as error:
            log.warning("figure.not_kept", reason=str(error)[:160])
            return None

    def _keep(self, body: bytes, change: bool) -> Kept:  # noqa: FBT001 - called through a thread, by position
        if len(body) > MOST_BYTES:
            raise ValueError(f"{len(body)} bytes")
        with Image.open(io.BytesIO(body), formats=tuple(_ENDINGS)) as image:
            width, height = image.size
            if width < LEAST_WIDTH or width * height > MOST_PIXELS:
                raise ValueError(f"{width} by {height} pixels")
            if getattr(image, "n_frames", 1) > 1:
                raise ValueError("it moves")
            kind = image.format or ""
            if not change:
                image.verify()
                return Kept(self._written(body, _ENDINGS[kind]), "", width, height)
            image.load()
            clean, ending = _without_words(image, kind)
            small = self._written(_smaller(image), "webp") if width > SMALL else ""
        return Kept(self._written(clean, ending), small, width, height)

    def _written(self, body: bytes, ending: str) -> str:
        name = f"{hashlib.sha256(body).hexdigest()[:24]}.{ending}"
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{name}"
        draft.write_bytes(body)
        draft.replace(self._folder / name)
        return f"/figures/{name}"


def _without_words(image: Image.Image, kind: str) -> tuple[bytes, str]:
    """The same pixels in a new file, with nothing else in it; and the ending of its name."""
    file = io.BytesIO()
    upright = ImageOps.exif_transpose(image)
    if kind == "JPEG":
        upright.save(file, "JPEG", quality=92, exif=b"")
    elif kind == "WEBP":
        upright.save(file, "WEBP", quality=92, exif=b"", xmp=b"")
    else:
        bare = upright.convert("RGBA" if "transparency" in upright.info or upright.mode == "RGBA" else "RGB")
        bare.info = {}
        bare.save(file, "PNG")
    return file.getvalue(), "png" if kind in {"PNG", "GIF"} else _ENDINGS[kind]


def _smaller(image: Image.Image) -> bytes:
    small = image.convert("RGBA" if image.mode in {"RGBA", "LA", "PA", "P"} else "RGB")
    small.thumbnail((SMALL, SMALL * 4))
    small.info = {}
    file = io.BytesIO()
    small.save(file, "WEBP", quality=84, exif=b"", xmp=b"")
    return file.getvalue()
