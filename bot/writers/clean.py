"""Make a model's words harmless: no links, no mentions, no markup, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

# Zero-width and direction characters hide words or turn them round; joiners are kept where scripts need them.
_HIDDEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_CHAT = re.compile(r"<(?:[!@#][^<>\s]*|a?:\w+:\d+|t:\d+[^<>]*|(?:https?|mailto):[^<>]*)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|br|code|div|em|form|h[1-6]|hr|i|iframe|img|input|li|object|ol|p|pre|script|span|strong|style|sub|sup|svg|table|td|"
    r"tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:\b(?:https?|ftp|javascript|data):/{0,2}|\bwww\.)[^\s<>]*[^\s<>.,;:!?)\]}'\"”’]", re.IGNORECASE
)
# "pass@1" is a measure; "@someone" is a call, and "@everyone" is one wherever it stands.
_CALL = re.compile(r"(?<!\w)@(?=\w)|@(?=(?:everyone|here|channel)\b)", re.IGNORECASE)
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*•]\s+|>\s+|\d{1,2}[.)]\s+)|\*\*|__|~~|`+|\|\|", re.MULTILINE)
_STARRED = re.compile(r"(?<!\w)([*_])(\S(?:[^*_\n]*\S)?)\1(?!\w)")
_LEFT_OVER = re.compile(r"\(\s*\)|\[\s*\]")


def clean(text: str) -> str:
    """One line of plain words; everything that a chat or a page could take for more than words is gone."""
    while (tidied := _tidied(text)) != text:  # what is taken out of the middle may join its sides to something new
        text = tidied
    return text


def _tidied(text: str) -> str:
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") and c != "\n" else c for c in text)
    text = _LINK.sub(r"\1", text)
    for pattern in (_CHAT, _TAG, _ADDRESS, _CALL, _MARKS):
        text = pattern.sub("", text)
    text = _STARRED.sub(r"\2", text)
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_LEFT_OVER.sub("", text).split()))


def verbatim(text: str) -> str:
    """A quote as it was given, but for what cannot be seen; whether it is a quote at all is for the checks to say."""
    text = _HIDDEN.sub("", text)
    return "".join(c for c in text if unicodedata.category(c) != "Cc" or c in "\n\t").strip()
