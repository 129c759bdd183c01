"""Addresses that authors give in abstract and comment: cleaned, told apart, and tried before posting."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit, urlunsplit

import structlog

from bot.domain.evidence import LINK_SIGNS, Link, LinkKind
from bot.domain.paper import Paper
from bot.sources.http import Http

log = structlog.get_logger(__name__)

MOST_LINKS = 6
_LONGEST = 300

_HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_URL = re.compile(r"\\(?:url|path|texttt|nolinkurl|footnote)\s*\{([^{}]*)\}")
_TILDE = re.compile(r"\\~\{\}|\\~|\{\\textasciitilde\}|\\textasciitilde|\$\\sim\$")
_ESCAPED = re.compile(r"\\([_%#&$])")
_ADDRESS = re.compile(
    r"https?://[^\s<>\"{}|\\^`]+"
    r"|(?<![\w@./-])(?:www\.[\w-]+\.[\w.-]+|(?:[\w-]+\.)*github\.(?:com|io)|gitlab\.com|huggingface\.co|youtu\.be"
    r"|sites\.google\.com)(?:/[^\s<>\"{}|\\^`]*)?",
    re.IGNORECASE,
)
_TAIL = ".,;:!?'\"*’”»…"
_PAIRS = {")": "(", "]": "["}
_HIDDEN = re.compile(r"[\x00-\x20\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_KINDS: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    (
        "demo",
        re.compile(
            r"huggingface\.co/spaces/|(^|\.)hf\.space/|gradio\.|streamlit\.app/"
            r"|colab\.research\.google\.|replicate\.com/"
        ),
    ),
    ("video", re.compile(r"(^|\.)youtube\.com/|^youtu\.be/|(^|\.)vimeo\.com/|(^|\.)bilibili\.com/")),
    ("blog", re.compile(r"(^|\.)medium\.com/|\.substack\.com/|\.wordpress\.com/|\.blogspot\.|^blog\.|/blogs?(/|$)")),
    ("code", re.compile(r"^(gitlab|bitbucket|gitee)\.(com|org)/|^codeberg\.org/|^gist\.github\.com/|4open\.science/")),
    ("site", re.compile(r"\.(github|gitlab)\.io/|^sites\.google\.com/|\.(pages|netlify|vercel)\.(dev|app)/")),
)
#: The paper itself, other papers, licences: never a link beside a title.
_NOT_OURS = re.compile(
    r"(^|\.)(arxiv\.org|doi\.org|openreview\.net|creativecommons\.org|aclanthology\.org|aclweb\.org|semanticscholar\.org"
    r"|springer\.com|sciencedirect\.com|ieee\.org|acm\.org|nature\.com|wikipedia\.org)$|^huggingface\.co/papers/"
)
_REPOSITORY = re.compile(r"/[\w.-]+/[\w.-]+")
_NO_REPOSITORY = frozenset({"orgs", "topics", "sponsors", "features", "search", "settings", "marketplace"})
_BEFORE: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    ("demo", re.compile(r"\bdemos?\b", re.IGNORECASE)),
    ("video", re.compile(r"\bvideos?\b", re.IGNORECASE)),
    ("site", re.compile(r"\b(?:project|web|home)\s?-?(?:page|site)\b|\bwebsite\b", re.IGNORECASE)),
    ("code", re.compile(r"\b(?:codes?|implementations?|software|repository|source)\b", re.IGNORECASE)),
)
_ORDER = tuple(LINK_SIGNS)


class RecordLinks:
    """Finds links in the record alone; asks nobody."""

    name = "record"

    async def links(self, paper: Paper) -> tuple[Link, ...]:
        """The paper's links, in the order in which readers see them."""
        return links_in(paper)


class LinkCheck:
    """Tries links before they are posted; `http` must trust no private address, for authors write these."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def living(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """The links without the dead ones; what cannot be told (robots kept out, server down) stays."""
        kept = []
        for link in links:
            if await self._http.alive(link.url) == "dead":
                log.info("link.dropped", url=link.url, reason="dead")
            else:
                kept.append(link)
        return tuple(kept)


def links_in(paper: Paper) -> tuple[Link, ...]:
    """Every address in abstract and comment that belongs beside the title, once each, at most six."""
    found: dict[str, Link] = {}
    for where, text in (("abstract", paper.abstract), ("comment", paper.comment or "")):
        for url, before in addresses_in(text):
            kind = kind_of(url, before)
            key = url.rstrip("/").lower().removeprefix("https://").removeprefix("http://")
            if kind is not None and key not in found:
                found[key] = Link(kind, url, where)
    return tuple(sorted(found.values(), key=lambda link: _ORDER.index(link.kind)))[:MOST_LINKS]


def addresses_in(text: str) -> Iterator[tuple[str, str]]:
    """(address, the words just before it), cleaned of TeX and of the sentence's punctuation."""
    plain = _URL.sub(r" \1 ", _HREF.sub(r" \2 \1 ", text))
    plain = _ESCAPED.sub(r"\1", _TILDE.sub("~", plain))
    for match in _ADDRESS.finditer(plain):
        url = _cleaned(match[0])
        if url is not None:
            yield url, plain[max(0, match.start() - 60) : match.start()]


def kind_of(url: str, before: str = "") -> LinkKind | None:
    """What an address is, by its host and path, else by the words before it; None if it should not be shown."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    place = f"{host}{parts.path or '/'}"
    if _NOT_OURS.search(host) or _NOT_OURS.search(place):
        return None
    if host == "github.com":
        # A person's page is not a paper's code.
        first = parts.path.strip("/").partition("/")[0].lower()
        return "code" if _REPOSITORY.match(parts.path) and first not in _NO_REPOSITORY else None
    for kind, pattern in _KINDS:
        if pattern.search(place if parts.path else f"{host}/"):
            return kind
    nearest = re.split(r"[.;]\s", before)[-1]
    return next((kind for kind, words in _BEFORE if words.search(nearest)), "other")


def _cleaned(raw: str) -> str | None:
    text = raw
    while text and (text[-1] in _TAIL or (text[-1] in _PAIRS and text.count(text[-1]) > text.count(_PAIRS[text[-1]]))):
        text = text[:-1]
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    if "." not in host or "@" in parts.netloc or len(text) > _LONGEST or _HIDDEN.search(text) or _is_number(host):
        return None
    path = re.sub(r"\.git/?$", "", parts.path) if host.endswith("github.com") else parts.path
    netloc = f"{host}:{port}" if port else host
    return urlunsplit(
        (parts.scheme.lower(), netloc, path.rstrip("/") if path == "/" else path, parts.query, parts.fragment)
    )


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
