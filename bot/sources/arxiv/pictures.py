"""Keeps the picture of a figure that may be shown, unchanged, after a look at what it really is."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import anyio
import structlog
from PIL import Image

from bot.domain.errors import SourceAway
from bot.domain.evidence import Figure
from bot.sources.http import Http, Question

log = structlog.get_logger(__name__)

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LEAST_WIDTH = 300
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}


class Pictures:
    """Fetches pictures into `folder`, which the web server shows as `/figures`."""

    def __init__(self, http: Http, folder: Path) -> None:
        self._http = http
        self._folder = folder

    async def kept(self, figure: Figure) -> Figure | None:
        """The figure with its picture in our own house; None where the picture is not one that can be shown.

        A figure that may not be shown again comes back as it is: its picture stays where the authors put it.

        Raises:
            SourceAway: the picture could not be fetched.
        """
        if not figure.may_repost:
            return figure
        answer = await self._http.ask(Question(figure.picture, site="arxiv", most=MOST_BYTES))
        try:
            name = await anyio.to_thread.run_sync(self._keep, answer.body)
        except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            log.warning("figure.not_kept", picture=figure.picture, reason=str(error)[:160])
            return None
        return replace(figure, picture=f"/figures/{name}")

    def _keep(self, body: bytes) -> str:
        with Image.open(io.BytesIO(body), formats=tuple(_ENDINGS)) as image:
            width, height = image.size
            if width < LEAST_WIDTH or width * height > MOST_PIXELS:
                raise ValueError(f"{width} by {height} pixels")
            ending = _ENDINGS[image.format or ""]
            image.verify()
        name = f"{hashlib.sha256(body).hexdigest()[:24]}.{ending}"
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{name}"
        draft.write_bytes(body)  # unchanged: some licences allow nothing else
        draft.replace(self._folder / name)
        return name


async def first_kept(pictures: Pictures, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures with the first showable one kept and put in front; those whose pictures are broken are left out."""
    for number, figure in enumerate(figures):
        try:
            kept = await pictures.kept(figure)
        except SourceAway as error:
            log.warning("figure.not_kept", picture=figure.picture, reason=str(error))
            continue
        if kept is not None:
            return (kept, *figures[number + 1 :])
    return ()
