"""`paperdesk jobs`: messages that did not go out, and work that was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from bot.cli.entry import AS_JSON, run, show
from bot.cli.group import group

if TYPE_CHECKING:
    from bot.domain.edition import Delivery
    from bot.ports import AuditLine
    from bot.wiring import Opened

app = group("See and settle what did not go through.")


@app.command("list")
def list_(as_json: bool = AS_JSON) -> None:
    """List messages that failed or wait for you, and work that was given up."""

    async def troubled(opened: Opened) -> tuple[list[Delivery], list[AuditLine]]:
        async with opened.room.store.begin() as books:
            return list(await books.outbox.troubled()), list(await books.ledger.lines("jobs"))

    deliveries, letters = run(troubled)
    lines = [f"{d.id}  {d.state.value:<15} {d.place}  {d.subject} part {d.part}: {d.reason or ''}" for d in deliveries]
    lines += [f"{line.at:%Y-%m-%d %H:%M}  {line.what}  {line.detail}" for line in letters[-20:]]
    show({"deliveries": deliveries, "given_up": letters}, lines or ["Everything went through."], as_json=as_json)


@app.command()
def settle(
    delivery: str = typer.Argument(..., metavar="DELIVERY", help="The delivery's id, as `jobs list` shows it."),
    message: str | None = typer.Option(None, "--message", help="It was posted: the message's link or id."),
    not_posted: bool = typer.Option(False, "--not-posted", help="It was not posted: post it (again)."),
    skip: bool = typer.Option(False, "--skip", help="Leave it out for good."),
    as_json: bool = AS_JSON,
) -> None:
    """Say what became of a message whose fate only a person can see."""
    from bot.domain.errors import BadInput

    if sum((message is not None, not_posted, skip)) != 1:
        raise BadInput("Say one of --message LINK, --not-posted or --skip.")

    async def settled(opened: Opened) -> dict[str, Any]:
        from bot.domain.errors import NotFound

        async with opened.room.store.begin() as books:
            found = await books.outbox.get(delivery)
            if found is None:
                raise NotFound(f"There is no delivery “{delivery}”; `paperdesk jobs list` shows those in trouble.")
            if message is not None:
                await books.outbox.sent(found, _message_id(message))
            elif skip:
                await books.outbox.skip(found, "skipped by the operator")
            else:
                await books.outbox.later(found, 0.0, "the operator says that it was not posted")
            now = await books.outbox.get(delivery)
        return {"delivery": delivery, "state": now.state.value if now else None}

    result = run(settled)
    show(result, [f"{delivery} is {result['state']} now; whoever serves goes on from there."], as_json=as_json)


def _message_id(link: str) -> str:
    """The message in a link of Slack (`.../p1700000000000100`) or Discord (`.../111/222/333`), else the id as given."""
    import re

    last = link.rstrip("/").rpartition("/")[2].partition("?")[0]
    slack = re.fullmatch(r"p(\d{10})(\d{6})", last)
    return f"{slack[1]}.{slack[2]}" if slack else last
