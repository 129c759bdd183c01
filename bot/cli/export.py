"""Writes a published edition into a folder, in the forms that people ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.domain.edition import Edition
from bot.domain.errors import BadInput, NotFound, StoreError
from bot.domain.printed import PrintedEdition
from bot.domain.team import Team
from bot.ports import Books, Newsroom

#: Names of formats and the endings of their files.
ENDINGS = {"html": "html", "md": "md", "txt": "txt", "json": "json", "bibtex": "bib", "ris": "ris"}
FORMATS = (*ENDINGS, "atom", "site")


async def export(
    room: Newsroom, edition: Edition, formats: Sequence[str], folder: Path, root: str, figures: Path
) -> list[Path]:
    """Write `edition` in `formats` under `folder`; the files written. Feeds and sites hold the team's whole archive.

    `figures` is the folder of the pictures that may be shown again, which a site takes along.

    Raises:
        BadInput: an unknown format. NotFound: the edition is not published yet.
        StoreError: the folder cannot be written.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise BadInput(f"“{unknown[0]}” is not a format; choose among {', '.join(FORMATS)}.")
    async with room.store.begin() as books:
        team = await books.teams.get(edition.team)
        language = team.language if team else "en"
        printed = await books.editions.printed(edition.id, language)
        archive = await _archive(books, team, edition.team)
    if printed is None:
        raise NotFound(
            f"The edition {edition.period} of {edition.team} is not published yet; it has no pages to export."
        )
    from bot.outlets.web.exports import export as written
    from bot.outlets.web.feeds import Feed, atom
    from bot.outlets.web.pages import Addresses
    from bot.outlets.web.site import site

    files: dict[Path, bytes] = {}
    for name in formats:
        if name in ENDINGS:
            files[folder / f"{edition.period}.{ENDINGS[name]}"] = written(printed, ENDINGS[name]).encode()
        elif name == "atom":
            own = [each for each in archive if each.language == language]
            at = Addresses(root if root.endswith("/") else f"{root}/")
            files[folder / "feed.atom"] = atom(Feed(at, own, {edition.team: language}, edition.team, language))
        else:
            topics = {edition.team: team.topics if team else ()}
            pages = site(archive, {edition.team: language}, root, _pictures(archive, figures), topics)
            files.update({folder / "site" / path: body for path, body in pages.items()})
    try:
        for path, body in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written ({error.strerror}); check permissions and room.") from error
    return list(files)


async def _archive(books: Books, team: Team | None, name: str) -> list[PrintedEdition]:
    """All published editions in all languages, newest first."""
    found = []
    for edition, printed in await books.editions.archive(name):
        languages = dict.fromkeys((printed.language, *(place.language for place in (team.places if team else ()))))
        told = [await books.editions.printed(edition.id, language) for language in languages]
        found += [each for each in told if each is not None]
    return found


def _pictures(archive: Sequence[PrintedEdition], folder: Path) -> dict[str, bytes]:
    from bot.outlets.web.site import pictures_in

    paths = [folder / name for name in sorted(pictures_in(archive))]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}
