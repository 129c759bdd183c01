"""A team's home as HTML: timeline, plots, reading group, topics, spend and health; nouns in, text out, pure."""

from __future__ import annotations

from bot.domain.home import HomeFace
from bot.outlets.web.cards import local
from bot.outlets.web.pages import Addresses, render
from bot.outlets.web.plots import Plot, plot


def home_page(face: HomeFace, at: Addresses) -> str:
    """The page that a team's editors come home to."""
    return render("home.html", face=face, team=face.team, plots=plots(face), at=at, local=local)


def plots(face: HomeFace) -> list[Plot]:
    """How the months went, in as many plots as there is something to see for."""
    labels = [month.edition.period for month in face.months]
    names = list(dict.fromkeys(name for month in face.months for name in month.parts))
    drawn = (
        plot(
            "Accepted share of the proposals", labels, {"accepted": [m.share for m in face.months]}, unit="%", top=1.0
        ),
        plot("Minutes that editors sat", labels, {"minutes": [float(m.minutes) for m in face.months]}, unit=" min"),
        plot(
            "Parts of the score of what was accepted (mean log-odds)",
            labels,
            {name: [month.parts.get(name) for month in face.months] for name in names},
        ),
    )
    return [each for each in drawn if each is not None]
