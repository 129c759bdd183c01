"""A preview of Discord messages as a page of our own, for pictures; it is no copy of Discord's client."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

_STYLE = """
body { margin: 0; background: #fbfaf8; color: #23211f; font: 15px/1.45 system-ui, sans-serif; width: 720px }
main { padding: 20px 24px }
a { color: #7a1f1f; text-decoration: none }
code { background: #efebe5; border-radius: 4px; padding: 0 4px; font-size: 12.5px }
q { display: block; quotes: none; border-left: 3px solid #d8d1c8; padding-left: 8px; color: #55504b }
.note { color: #77706a; font-size: 12.5px; margin: 0 0 14px }
.message { display: flex; gap: 12px; margin: 0 0 14px }
.sign { flex: none; width: 36px; height: 36px; border-radius: 50%; background: #7a1f1f; color: #fff }
.sign { font: 700 17px/36px Georgia, serif; text-align: center }
.who { font-weight: 600 }
.who i { font: 600 10.5px system-ui; background: #e6e1da; border-radius: 4px; padding: 1px 5px; margin-left: 6px }
.embed { border-left: 4px solid var(--ink); background: #fff; border-radius: 6px; box-shadow: 0 0 0 1px #e9e4dd }
.embed { padding: 10px 14px; margin: 4px 0 8px; overflow-wrap: anywhere }
.embed h3 { margin: 0 0 6px; font-size: 15.5px }
.embed p { margin: 0; white-space: pre-line }
.embed footer { color: #77706a; font-size: 12px; margin-top: 8px }
.row { display: flex; flex-wrap: wrap; gap: 6px; margin: 4px 0 }
.button { background: #ece7e0; border-radius: 6px; padding: 4px 10px; font-size: 13px; font-weight: 500 }
.reaction { background: #fff; box-shadow: 0 0 0 1px #ddd6cc; border-radius: 8px; padding: 1px 8px; font-size: 13px }
.thread { border-left: 2px solid #ddd6cc; margin-left: 17px; padding-left: 18px }
.thread > b { display: block; margin: 0 0 10px; font-size: 13.5px; color: #55504b }
"""
_ESCAPED = re.compile(r"\\([^\w\s])")


def page(note: str, lead: Sequence[dict[str, Any]], thread: Sequence[dict[str, Any]] = (), name: str = "") -> str:
    """Messages, each with its reactions, and those of a thread below them."""
    body = "".join(map(_message, lead))
    if thread:
        body += f'<div class="thread"><b>🧵 {html.escape(name)}</b>{"".join(map(_message, thread))}</div>'
    head = f"<meta charset=utf-8><title>Preview</title><style>{_STYLE}</style>"
    return f'<!doctype html><html lang="en">{head}<main><p class="note">{html.escape(note)}</p>{body}</main></html>'


def _message(message: dict[str, Any]) -> str:
    said = "".join(map(_embed, message.get("embeds") or ()))
    rows = "".join(
        f'<div class="row">{"".join(map(_button, row["components"]))}</div>' for row in message["components"]
    )
    signs = "".join(f'<span class="reaction">{sign} {count}</span>' for sign, count in message.get("signs", ()))
    reactions = f'<div class="row">{signs}</div>' if signs else ""
    who = '<div class="who">Paperdesk<i>APP</i></div>'
    return f'<div class="message"><div class="sign">P</div><div>{who}{said}{rows}{reactions}</div></div>'


def _embed(embed: dict[str, Any]) -> str:
    title = _marked(embed.get("title", ""))
    if "url" in embed:
        title = f'<a href="{html.escape(embed["url"])}">{title}</a>'
    head = f"<h3>{title}</h3>" if title else ""
    foot = embed.get("footer", {}).get("text", "")
    footer = f"<footer>{html.escape(foot)}</footer>" if foot else ""
    ink = f'style="--ink:#{embed.get("color", 0):06x}"'
    return f'<div class="embed" {ink}>{head}<p>{_marked(embed.get("description", ""))}</p>{footer}</div>'


def _button(button: dict[str, Any]) -> str:
    return f'<span class="button">{button["emoji"]["name"]} {html.escape(button["label"])}</span>'


def _marked(text: str) -> str:
    """The little of Discord's markup that Paperdesk writes."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\ue000{len(kept) - 1}\ue001"

    said = html.escape(_ESCAPED.sub(keep, text), quote=False)
    said = re.sub(r"&lt;t:(\d+):\w&gt;", lambda m: f"{datetime.fromtimestamp(int(m[1]), UTC):%d %B %Y %H:%M}", said)
    said = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r'<a href="\2">\1</a>', said)
    said = re.sub(r"`([^`]*)`", r"<code>\1</code>", said)
    said = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", said)
    said = re.sub(r"(?<![*\w])\*([^*\n]+)\*", r"<em>\1</em>", said)
    said = re.sub(r"(?<!\w)_([^_\n]+)_(?!\w)", r"<em>\1</em>", said)
    said = re.sub(r"(?m)^&gt; (.*)\n?", r"<q>\1</q>", said)
    return re.sub(r"\ue000(\d+)\ue001", lambda m: html.escape(kept[int(m[1])]), said)
