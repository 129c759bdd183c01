"""Reads XML from outside without trusting it: no entities, no network, no silent repair."""

from __future__ import annotations

import re

from lxml import etree

from bot.domain.errors import SourceAway
from bot.ports import Skipped

Element = etree._Element  # noqa: SLF001  the library's only name for its own elements

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
OAI = "{http://www.openarchives.org/OAI/2.0/}"

_ROOT = re.compile(rb"<(?![?!])([\w:.-]+)[^>]*>")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HEAD = 8000
_NAME = re.compile(rb"(?:oai:arXiv\.org:|arxiv\.org/abs/)([\w./-]+)", re.IGNORECASE)


def root_of(body: bytes) -> Element:
    """The root of a document.

    Raises:
        SourceAway: it is not well-formed, or brings a document type of its own, which none of our sources has.
    """
    try:
        root = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        raise SourceAway(f"The answer is not well-formed XML ({error.msg}); try again later.") from error
    if root.getroottree().docinfo.internalDTD is not None or b"<!DOCTYPE" in body[:_HEAD]:
        raise SourceAway("The answer brings a document type of its own, so it was not read.")
    return root


def complaint(body: bytes) -> str | None:
    """What makes a body unfit to be read at all: empty, not XML, or cut off before its end."""
    opened = _opening(body)
    if opened is None:
        return "sent no XML"
    if opened[0].endswith(b"/>") or body.rstrip().endswith(b"</" + opened[1] + b">"):
        return None
    return "sent a body that breaks off"


def records_in(body: bytes, tag: str) -> tuple[Element, list[Element], list[Skipped]]:
    """Root, records (elements called `tag`) and the records that had to be left out.

    A document that ends as it should but is broken somewhere is read record by record, so that one
    bad character costs one record and not the day; the records lost that way are named.

    Raises:
        SourceAway: the document cannot be read at all.
    """
    try:
        root = root_of(body)
    except SourceAway:
        if complaint(body) is not None or b"<!DOCTYPE" in body[:_HEAD]:
            raise
        return _piecewise(body, tag)
    return root, list(root.iter(f"{{*}}{tag}")), []


def _piecewise(body: bytes, tag: str) -> tuple[Element, list[Element], list[Skipped]]:
    opening = _opening(body)
    assert opening is not None, "complaint() has seen an opening tag"  # noqa: S101
    piece = re.compile(rb"<%b[\s>].*?</%b\s*>" % (tag.encode(), tag.encode()), re.DOTALL)
    frame = opening[0], b"</" + opening[1] + b">"
    found: list[Element] = []
    skipped: list[Skipped] = []
    for text in piece.findall(body):
        try:
            found.extend(root_of(text.join(frame)).iter(f"{{*}}{tag}"))
        except SourceAway as error:
            skipped.append(Skipped(_name_in(text), str(error).partition(";")[0]))
    # What stands between the records (a resumption token, an error) must still be readable.
    return root_of(piece.sub(b"", body)), found, skipped


def _opening(body: bytes) -> re.Match[bytes] | None:
    """The tag that opens the document, past whatever comments stand before it."""
    return _ROOT.search(_COMMENT.sub(b"", body[:_HEAD]))


def _name_in(text: bytes) -> str:
    found = _NAME.search(text)
    return found[1].decode("ascii", "replace") if found else "a record without a readable id"


def text_of(element: Element, path: str) -> str | None:
    """The text at `path`, white space made single; None where there is none."""
    found = element.find(path)
    if found is None:
        return None
    return " ".join("".join(str(piece) for piece in found.itertext()).split()) or None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False, remove_comments=True
    )
