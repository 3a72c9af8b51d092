"""Atom feeds (RFC 4287). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from app.core.tables import instant_text

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
register_namespace("", _NAMESPACE)


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` is for ever; `link` is where a person reads it. Text is text: nothing in it is markup."""

    id: str
    title: str
    updated: datetime
    published: datetime
    link: str
    text: str
    categories: Sequence[str] = ()
    related: Sequence[tuple[str, str]] = ()  # address, and how the entry stands to it


@dataclass(frozen=True, slots=True)
class Feed:
    """`links` are pairs of relation and address, `self` among them."""

    id: str
    title: str
    subtitle: str
    language: str
    author: str
    updated: datetime
    links: Sequence[tuple[str, str]]
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    root = Element(f"{{{_NAMESPACE}}}feed", {_LANGUAGE: feed.language})
    _head(root, feed.id, feed.title, feed.updated)
    _add(root, "subtitle", feed.subtitle)
    _add(_add(root, "author"), "name", feed.author)
    for relation, address in feed.links:
        _add(root, "link", rel=relation, href=address)
    for entry in feed.entries:
        found = _add(root, "entry")
        _head(found, entry.id, entry.title, entry.updated)
        _add(found, "published", instant_text(entry.published))
        _add(found, "link", rel="alternate", href=entry.link)
        for address, title in entry.related:
            _add(found, "link", rel="related", href=address, title=title)
        for term in entry.categories:
            _add(found, "category", term=term)
        _add(found, "content", entry.text, type="text")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _head(parent: Element, identity: str, title: str, updated: datetime) -> None:
    _add(parent, "id", identity)
    _add(parent, "title", title)
    _add(parent, "updated", instant_text(updated))


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    if text is not None:
        child.text = _NOT_XML.sub("", text)
    return child
