"""An Atom feed (RFC 4287) of plain objects. Ids are ``tag:`` URIs (RFC 4151), so that they outlive an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
TAG_YEAR = "2026"
"""The date part of every tag: constant, so that a database made anew keeps the ids of its entries."""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_DNS = re.compile(r"[^a-z0-9.-]")
_UNSAFE = re.compile(r"[^A-Za-z0-9._~!$&()*+,;=:@/-]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``name`` is unique in the site and never changes; ``path`` is where it leads; ``html`` what it says."""

    name: str
    title: str
    updated: str
    path: str
    html: str
    category: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its own ``path``, the page it belongs to, and its entries, newest first."""

    path: str
    page: str
    title: str
    subtitle: str
    updated: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Where the feed stands: ``root`` is the absolute address of the site, ``host`` its name without a port."""

    root: str
    host: str

    def address(self, path: str) -> str:
        """The absolute address of one of the site's paths."""
        return self.root.rstrip("/") + path

    def tag(self, name: str) -> str:
        """The id of what is called ``name``."""
        authority = _DNS.sub("-", self.host.lower()).strip("-.") or "localhost"
        return f"tag:{authority},{TAG_YEAR}:littrack/{_UNSAFE.sub(_escaped, name)}"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def atom(feed: Feed, site: Site) -> bytes:
    """The feed as XML in UTF-8. Characters that XML forbids, and those that turn the direction of text, are left out."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _text(root, "id", site.tag(feed.path.removesuffix(".atom").strip("/")))
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", feed.updated)
    _text(ET.SubElement(root, f"{{{ATOM}}}author"), "name", "littrack")
    _text(root, "generator", "littrack")
    _link(root, "self", site.address(feed.path), "application/atom+xml")
    _link(root, "alternate", site.address(feed.page), "text/html")
    for entry in feed.entries:
        _entry(root, entry, site)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, entry: Entry, site: Site) -> None:
    element = ET.SubElement(root, f"{{{ATOM}}}entry")
    _text(element, "id", site.tag(entry.name))
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated)
    _text(element, "published", entry.updated)
    _link(element, "alternate", site.address(entry.path), "text/html")
    ET.SubElement(element, f"{{{ATOM}}}category", {"term": entry.category})
    _text(element, "content", entry.html).set("type", "html")


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = clean(text)
    return element


def _link(parent: ET.Element, relation: str, address: str, kind: str) -> None:
    ET.SubElement(
        parent, f"{{{ATOM}}}link", {"rel": relation, "type": kind, "href": clean(address)}
    )


def clean(text: str) -> str:
    """The text without what XML forbids and without overrides of direction, which would leak into a reader's list."""
    return _OVERRIDES.sub("", _FORBIDDEN.sub("", text))
