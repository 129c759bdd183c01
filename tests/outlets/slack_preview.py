"""A preview of Slack's messages as HTML, drawn from the blocks that were really posted; in no way Slack's own."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

_SIGNS = {"white_check_mark": "✅", "x": "❌", "repeat": "🔁", "pushpin": "📌"}
_STYLE = """
body{margin:0;background:#fff;color:#1d1c1d;font:15px/1.46 system-ui,"Noto Color Emoji",sans-serif}
main{padding:20px 24px;max-width:680px} .note{color:#616061;font-size:12px;margin:0 0 14px}
.message{display:grid;grid-template-columns:40px 1fr;gap:10px;margin:0 0 18px}
.face{width:36px;height:36px;border-radius:8px;background:#7a2e1d;color:#fff;display:grid;place-items:center;font-weight:700}
.who{font-weight:800} .who small{font-weight:400;color:#616061;margin-left:6px}
.thread{margin-left:34px;border-left:2px solid #ddd;padding-left:16px}
h2{font-size:18px;margin:6px 0} p{margin:5px 0} .context{color:#616061;font-size:12.5px}
hr{border:0;border-top:1px solid #ddd;margin:10px 0} a{color:#1264a3;text-decoration:none}
.buttons{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
.button{border:1px solid #bbb;border-radius:6px;padding:4px 11px;font-weight:700;font-size:13.5px}
.primary{background:#007a5a;border-color:#007a5a;color:#fff} .danger{color:#c01343;border-color:#c01343}
.signs{display:flex;gap:6px;margin-top:6px} .sign{border-radius:12px;background:#f1f1f1;padding:2px 9px;font-size:13px}
.quote{display:block;border-left:3px solid #ddd;padding-left:9px;color:#454245}
"""


def page(note: str, messages: Sequence[dict[str, Any]], thread: Sequence[dict[str, Any]] = ()) -> str:
    """Messages below each other, and a thread under them."""
    shown = "".join(map(_message, messages))
    under = f'<div class="thread">{"".join(map(_message, thread))}</div>' if thread else ""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title><style>{_STYLE}</style>'
        f'<main><p class="note">{html.escape(note)}</p>{shown}{under}</main></html>'
    )


def _message(message: dict[str, Any]) -> str:
    blocks = "".join(_block(block) for block in message["blocks"])
    signs = "".join(
        f'<span class="sign">{_SIGNS[each["name"]]} {len(each["users"])}</span>' for each in message["reactions"]
    )
    under = f'<div class="signs">{signs}</div>' if signs else ""
    who = '<div class="who">Paperdesk<small>APP</small></div>'
    return f'<div class="message"><div class="face">P</div><div>{who}{blocks}{under}</div></div>'


def _block(block: dict[str, Any]) -> str:
    kind = block["type"]
    if kind == "header":
        return f"<h2>{html.escape(block['text']['text'])}</h2>"
    if kind == "section":
        return f"<p>{_marked(block['text']['text'])}</p>"
    if kind == "context":
        return f'<p class="context">{" · ".join(_marked(each["text"]) for each in block["elements"])}</p>'
    if kind == "actions":
        buttons = "".join(
            f'<span class="button {each.get("style", "")}">{html.escape(each["text"]["text"])}</span>'
            for each in block["elements"]
        )
        return f'<div class="buttons">{buttons}</div>'
    return "<hr>" if kind == "divider" else ""


def _marked(text: str) -> str:
    """Slack's mrkdwn as HTML; `&`, `<` and `>` come escaped already."""
    text = re.sub(r"<(https?://[^|>]+)\|([^>]*)>", r'<a href="\1">\2</a>', text)
    text = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"<b>\1</b>", text)
    text = re.sub(r"(?<![\w_])_([^_\n]+)_(?![\w_])", r"<i>\1</i>", text)
    text = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", text)
    lines = [
        f'<span class="quote">{line[2:]}</span>' if line.startswith("> ") else line + "<br>"
        for line in text.split("\n")
    ]
    return "".join(lines).removesuffix("<br>")
