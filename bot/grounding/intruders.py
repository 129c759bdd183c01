"""Text that speaks to machines or calls people: it supports nothing and is never passed on as a claim."""

from __future__ import annotations

import re
import unicodedata

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,40}\b(?:instructions?|prompts?|rules?|guidelines?|"
    r"above|previous|prior|checks?)\b|"
    r"\byou are (?:now )?(?:an?|the) (?:\w+ ){0,3}(?:assistant|ai|model|reviewer|editor|bot|agent)\b|\bas an ai\b|"
    r"\b(?:note|attention|message|instructions?)\b[^.]{0,20}\bto (?:the |any |all )?(?:ai|llms?|language "
    r"models?|assistants?|reviewers?|editors?|bots?|summari[sz]ers?)\b|"
    r"\b(?:give|write|assign|output|return|recommend)\b[^.]{0,40}\b(?:positive|favou?rable|glowing|"
    r"high(?:est)?) (?:review|score|rating|verdict)s?\b|"
    r"\b(?:you|editors?|reviewers?|readers?) (?:must|should|have to) (?:now )?(?:approve|accept|publish|"
    r"recommend|click|visit|vote|cite)\b|"
    r"\b(?:approve|publish|accept|upvote) (?:this|the) (?:paper|story|claim|draft|submission|article)\b|\bdo "
    r"not (?:mention|highlight|report|reveal)\b[^.]{0,40}\b(?:negative|weakness|limitation|flaw|prompt|"
    r"instruction)\w*|"
    r"\b(?:mark|label|treat|verdict)\b[^.]{0,30}\bas (?:verified|approved|true)\b|\bclick here\b|\bsubscribe "
    r"(?:to|now)\b|\bbuy now\b|\bdm me\b|\bfollow us\b|"
    r"\b(?:assistant|system|user)\s*:\s|<\|[a-z_]+\|>|\[/?inst\]|\bprint (?:your|the) (?:prompt|instructions|"
    r"key|secret)|\bapi key\b",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"@(?:everyone|here|channel)\b|<[!@#][^>]{1,60}>|<!?(?:channel|here|everyone)>|(?<!\w)@[A-Za-z]\w{2,}\b(?!@)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"</?(?:script|iframe|img|style|a|div|svg|object|form|input|b|i|p|br|html|body)\b[^>]*>|\]\(\s*(?:https?:|"
    r"javascript:|data:)|javascript:",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>)\]]+|\b[\w-]+\.(?:com|net|org|io|ai|dev|xyz|ru|cn|co|app|site|info|"
    r"biz)(?:/[^\s]*)?\b",
    re.IGNORECASE,
)
# Without one of these the long pattern above cannot match; looking for them first makes the check ten times as quick.
_SIGNS = (
    "ignor", "disreg", "forget", "overrid", "bypass", "you are", "as an ai", "to the ", "to any ", "to all ",
    "to ai", "to llm", "to lang", "to assi", "to revi", "to edit", "to bot", "to summ", "review", "score",
    "rating", "verdict", "must", "should", "have to", "approve", "publish", "accept", "upvote", "do not",
    "as verified", "as approved", "as true", "click", "subscribe", "buy now", "dm me", "follow us", "assistant",
    "system", "user", "<|", "inst]", "print", "api key",
)  # fmt: skip
_DOT = re.compile(r"\.\w|://|www\.")


def _bare(address: str) -> str:
    return address.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip(".,;/")


def check_intruders(claim: str, quote: str, source: str) -> list[str]:
    """Orders, calls, markup, and addresses that the paper does not print, in a claim or in its quote."""
    claim = claim if claim.isascii() else unicodedata.normalize("NFKC", claim)
    for where, text in (("the claim", claim), ("the quote", quote)):
        low = text.lower()
        if any(sign in low for sign in _SIGNS) and (match := _ORDERS.search(text)):
            return [f"{where} speaks to machines or readers, not about the paper: “{match[0][:60].strip()}”"]
    if "@" in claim or "<" in claim:
        if match := _CALLS.search(claim):
            return [f"the claim calls people: “{match[0]}”"]
        if match := _MARKUP.search(claim):
            return [f"the claim holds markup: “{match[0][:40]}”"]
    elif "](" in claim and (match := _MARKUP.search(claim)):
        return [f"the claim holds markup: “{match[0][:40]}”"]
    if _DOT.search(claim):
        for match in _ADDRESS.finditer(claim):
            if _bare(match[0]) not in source.lower():
                return [f"the claim holds an address that the paper does not print: “{match[0][:60]}”"]
    return []
