"""Pictures of figures: what they really are decides, not what they are called."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.evidence import Figure
from bot.sources.arxiv.pictures import Pictures, first_kept
from bot.sources.http import Http
from tests.sources.conftest import Reply, Site

pytestmark = pytest.mark.anyio


def picture(width: int = 400, height: int = 200, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, kind)
    return made.getvalue()


def figure(url: str, *, may_repost: bool = True) -> Figure:
    return Figure(url, "https://arxiv.org/html/x#S1.F1", "Overview", "Figure 1", None, may_repost)


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp"), ("GIF", ".gif")])
async def test_a_picture_is_kept_unchanged_under_a_name_of_ours(
    http: Http, site: Site, tmp_path: Path, kind: str, ending: str
) -> None:
    body = picture(kind=kind)
    kept = await Pictures(http, tmp_path / "figures").kept(figure(site.says("/x.bin", Reply(body))))
    assert kept is not None
    assert kept.picture.startswith("/figures/")
    assert kept.picture.endswith(ending)
    assert (tmp_path / kept.picture.lstrip("/")).read_bytes() == body
    assert [path.name[0] for path in (tmp_path / "figures").iterdir()] != ["."]


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>not found</html>",
        b"",
        picture()[:100],
        picture(width=299),
        picture(width=9000, height=9000),
    ],
)
async def test_what_is_no_showable_picture_is_not_kept(http: Http, site: Site, tmp_path: Path, body: bytes) -> None:
    kept = await Pictures(http, tmp_path / "figures").kept(figure(site.says("/x.png", Reply(body))))
    assert kept is None
    assert not (tmp_path / "figures").exists()


async def test_a_picture_that_may_not_be_shown_is_not_even_fetched(http: Http, site: Site, tmp_path: Path) -> None:
    theirs = figure(site.says("/x.png", Reply(picture())), may_repost=False)
    assert await Pictures(http, tmp_path).kept(theirs) == theirs
    assert site.asked == []


async def test_a_broken_picture_makes_room_for_the_next(http: Http, site: Site, tmp_path: Path) -> None:
    gone = figure(f"{site.url}/gone.png")
    broken = figure(site.says("/broken.png", Reply(b"nothing")))
    good = replace(figure(site.says("/good.png", Reply(picture()))), label="Figure 2")
    (first,) = await first_kept(Pictures(http, tmp_path), (gone, broken, good))
    assert (first.label, first.picture[:9]) == ("Figure 2", "/figures/")
    assert await first_kept(Pictures(http, tmp_path), (gone, broken)) == ()
