"""The desk in the browser: what editors see and do, each decision through the same doors as in chat."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.domain.card import DeskFace
from bot.domain.editorial import UNFINISHED
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.team import Person, Team
from bot.outlets.web.answers import form, wants_json
from bot.outlets.web.buttons import on_edition, on_story
from bot.outlets.web.cards import Viewer, desk_live, desk_page, desks_page, history_page, stamp, translation_page
from bot.outlets.web.gate import SAID, SESSION, SIGNED, Gate, set_cookie
from bot.outlets.web.home import home_page
from bot.outlets.web.pages import Addresses, render
from bot.pipeline import review
from bot.pipeline.home import home
from bot.pipeline.languages import translation
from bot.ports import Newsroom

_NO_STORE = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Seat:
    """One request at one desk: the face of it, and who decides."""

    face: DeskFace
    editor: Person
    here: str


@dataclass(frozen=True, slots=True)
class WebDesk:
    """Answers editors. `secure` is whether the page is reached over HTTPS, so that cookies stay on it."""

    room: Newsroom
    gate: Gate
    secure: bool = False

    def routes(self) -> list[Route]:
        return [
            Route("/desk", self.desks, name="desks"),
            Route("/desk/{team}", self.newest),
            Route("/desk/{team}/home", self.home),
            Route("/desk/{team}/acting", self.act_as, methods=["POST"]),
            Route("/desk/{team}/{period}", self.desk, name="desk"),
            Route("/desk/{team}/{period}/state", self.state),
            Route("/desk/{team}/{period}/language/{language}", self.language),
            Route("/desk/{team}/{period}/edition", self.edition, methods=["POST"]),
            Route("/desk/{team}/{period}/story/{story:int}", self.history, methods=["GET"]),
            Route("/desk/{team}/{period}/story/{story:int}", self.story, methods=["POST"]),
            Route("/sign-in", self.sign_in, methods=["GET"]),
            Route("/sign-in", self.signed_in, methods=["POST"]),
        ]

    async def desks(self, request: Request) -> Response:
        now = self.room.clock.now()
        async with self.room.store.begin(reading=True) as books:
            teams = [team for team in await books.teams.all() if self.gate.acting(request, team, now)]
            rows = [(team, await books.editions.of(team.name)) for team in teams]
        if self.gate.login and not rows:
            raise NotAllowed("Sign in first: ask the bot in your chat for a link to the desk.")
        return HTMLResponse(desks_page(rows, Addresses()), headers=_NO_STORE)

    async def newest(self, request: Request) -> Response:
        """The edition that is being worked on, else the last one."""
        team, _ = await self._seated(request)
        async with self.room.store.begin(reading=True) as books:
            found = await books.editions.of(team.name)
        first = next((each for each in found if each.stage in UNFINISHED), found[0] if found else None)
        if first is None:
            return RedirectResponse("/desk", 303)
        return RedirectResponse(_here(team.name, first.period), 303)

    async def home(self, request: Request) -> Response:
        """How the team's months went, who presents what, and whether all is well."""
        team, _ = await self._seated(request)
        return HTMLResponse(home_page(await home(self.room, team.name), Addresses()), headers=_NO_STORE)

    async def desk(self, request: Request) -> Response:
        seat = await self._seat(request)
        session = request.cookies.get(SESSION) or secrets.token_urlsafe(18)
        said = self.gate.opened("said", request.cookies.get(SAID, "")) or ""
        viewer = self._viewer(seat, session)
        response = HTMLResponse(desk_page(seat.face, viewer, Addresses(), said=said, here=seat.here), headers=_NO_STORE)
        set_cookie(response, SESSION, session, secure=self.secure)
        if said:
            response.delete_cookie(SAID, path="/")
        return response

    async def state(self, request: Request) -> Response:
        """The living part of the desk if it changed since the stamp that the page has; else nothing."""
        seat = await self._seat(request)
        if request.query_params.get("since") == stamp(seat.face):
            return Response(status_code=204, headers=_NO_STORE)
        return JSONResponse(self._living(request, seat), headers=_NO_STORE)

    async def history(self, request: Request) -> Response:
        seat = await self._seat(request)
        card = next((c for c in seat.face.cards if c.story.id == request.path_params["story"]), None)
        if card is None:
            raise NotFound("That story is not on this desk.")
        async with self.room.store.begin(reading=True) as books:
            drafts = await books.editions.drafts(card.story.id)
            lines = await books.ledger.lines(f"story:{card.story.id}")
        return HTMLResponse(history_page(card, drafts, lines, Addresses(), here=seat.here), headers=_NO_STORE)

    async def language(self, request: Request) -> Response:
        """One language version beside the original, to be read and approved."""
        seat, language = await self._seat(request), request.path_params["language"]
        if all(each.language != language for each in seat.face.languages):
            raise NotFound("This edition is not read in that language.")
        told = await translation(self.room, seat.face.edition.id, language)
        viewer = self._viewer(seat, request.cookies.get(SESSION, ""))
        page = translation_page(seat.face, told, viewer, Addresses(), here=seat.here)
        return HTMLResponse(page, headers=_NO_STORE)

    async def story(self, request: Request) -> Response:
        seat, fields = await self._form(request)
        story = request.path_params["story"]
        if all(card.story.id != story for card in seat.face.cards):
            raise NotFound("That story is not on this desk.")
        said = await on_story(self.room, seat.editor, seat.face, story, fields)
        return await self._done(request, seat, said, f"#story-{story}")

    async def edition(self, request: Request) -> Response:
        seat, fields = await self._form(request)
        return await self._done(request, seat, await on_edition(self.room, seat.editor, seat.face, fields), "")

    async def _form(self, request: Request) -> tuple[Seat, dict[str, str]]:
        fields = await form(request)
        self.gate.check_form(request, fields.get("token", ""))
        return await self._seat(request), fields

    async def _done(self, request: Request, seat: Seat, said: str, where: str) -> Response:
        if wants_json(request):
            now = Seat(await review.desk(self.room, seat.face.edition.id), seat.editor, seat.here)
            return JSONResponse({"ok": True, "said": said, **self._living(request, now)}, headers=_NO_STORE)
        response = RedirectResponse(f"{seat.here}{where}", 303)
        set_cookie(response, SAID, self.gate.sealed("said", said), lasts=60, secure=self.secure)
        return response

    def _living(self, request: Request, seat: Seat) -> dict[str, str]:
        viewer = self._viewer(seat, request.cookies.get(SESSION, ""))
        return {"stamp": stamp(seat.face), "html": desk_live(seat.face, viewer, Addresses(), here=seat.here)}

    def _viewer(self, seat: Seat, session: str) -> Viewer:
        names = tuple(person.name for person in seat.face.team.editors)
        others = names if len(names) > 1 and not self.gate.login else ()
        return Viewer(seat.editor.name, others, self.gate.token(session))

    async def _seat(self, request: Request) -> Seat:
        team, editor = await self._seated(request)
        period = request.path_params["period"]
        async with self.room.store.begin(reading=True) as books:
            found = await books.editions.find(team.name, period)
        if found is None:
            raise NotFound(f"{team.name} has no edition {period[:40]}; the desk lists those there are.")
        return Seat(await review.desk(self.room, found.id), editor, _here(team.name, period))

    async def _seated(self, request: Request) -> tuple[Team, Person]:
        async with self.room.store.begin(reading=True) as books:
            team = await books.teams.get(request.path_params["team"])
        editor = self.gate.acting(request, team, self.room.clock.now()) if team else None
        if self.gate.login and editor is None:
            raise NotAllowed("Sign in first: ask the bot in your chat for a link to the desk.")
        if team is None:
            raise NotFound("There is no such team; the desk lists those there are.")
        if editor is None:
            raise NotAllowed(f"{team.name} has no editors yet; name them in paperdesk.toml.")
        return team, editor

    async def act_as(self, request: Request) -> Response:
        """Without a login, whoever sits at this machine says which of the editors they are."""
        fields = await form(request)
        self.gate.check_form(request, fields.get("token", ""))
        team, _ = await self._seated(request)
        if self.gate.login or all(person.name != fields.get("name") for person in team.editors):
            raise NotAllowed("You decide under the name with which you signed in.")
        response = RedirectResponse(_inside(fields.get("back", "")), 303)
        self.gate.choose(response, team, fields["name"])
        return response

    async def sign_in(self, request: Request) -> Response:
        """A button, since chats fetch links to preview them, which must not use the link up."""
        key = request.query_params.get("key", "")
        return HTMLResponse(render("signin.html", at=Addresses(), key=key), headers=_NO_STORE)

    async def signed_in(self, request: Request) -> Response:
        now = self.room.clock.now()
        invited = self.gate.invited((await form(request)).get("key", ""), now)
        if invited is None:
            raise NotAllowed("That link is too old or not one of ours; ask the bot for a new one.")
        team, person, nonce = invited
        async with self.room.store.begin() as books:
            if not await books.ledger.first_time(f"sign-in:{nonce}", now):
                raise NotAllowed("That link has been used already; ask the bot for a new one.")
        response = RedirectResponse(f"/desk/{quote(team, safe='')}", 303)
        set_cookie(response, SIGNED, self.gate.visit(team, person, now), lasts=14 * 86_400, secure=self.secure)
        return response


def _here(team: str, period: str) -> str:
    return f"/desk/{quote(team, safe='')}/{quote(period, safe='')}"


def _inside(path: str) -> str:
    # Two slashes in front would lead to another site.
    return path if path.startswith("/desk/") and "\\" not in path else "/desk"
