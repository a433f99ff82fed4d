"""Rules on the published site, run on what was built before it is put in its place."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from edition import addresses
from edition.findings import Finding, Severity
from edition.notation import SCHEMES
from edition.rules import Group, Rule, named
from edition.rules.nearest import counted, nearest
from edition.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edition.model import Body, Edition
    from edition.source import Span

# Elements that make a browser fetch what they name, and the attribute that names it.
FETCHING = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "track": ("src",),
    "input": ("src",),
    "form": ("action",),
    "use": ("href", "xlink:href"),
}
# Links of these kinds are only named, never fetched.
NAMING_RELS = frozenset({"canonical", "alternate", "license", "author", "next", "prev", "edit"})
REMOTE_RE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
# url(…) and @import "…" of a style sheet
CSS_URL_RE = re.compile(r"url\(\s*['\"]?(?P<url>[^'\")]+)|@import\s+['\"](?P<import>[^'\"]+)")


@dataclass(frozen=True, eq=False)
class Built:
    """A page of the built site."""

    path: str
    source: Source
    tree: LexborHTMLParser

    @property
    def address(self) -> str:
        """The address of the page, from the site's root."""
        return self.path.removesuffix("index.html")

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every fragment that the page has."""
        found = {node.attributes.get("id") or "" for node in self.tree.css("[id]")}
        found |= {node.attributes.get("name") or "" for node in self.tree.css("a[name]")}
        return frozenset(found)

    def place(self, words: str) -> Span:
        """Return where some words of the page's source stand, or the page as a whole."""
        start = self.source.text.find(words) if words else -1
        if start == -1:
            return Source(self.source.path, "").span(0, 0)
        return self.source.span(start, start + len(words))


@dataclass(frozen=True, eq=False)
class Site:
    """A built site in a folder."""

    root: Path

    @cached_property
    def pages(self) -> Mapping[str, Built]:
        """Every page by its path."""
        found = {}
        for file in sorted(self.root.rglob("*.html")):
            path = file.relative_to(self.root).as_posix()
            text = file.read_text(encoding="utf-8")
            found[path] = Built(path, Source(f"site/{path}", text), LexborHTMLParser(text))
        return found

    @cached_property
    def files(self) -> frozenset[str]:
        """The path of every file."""
        return frozenset(
            file.relative_to(self.root).as_posix()
            for file in self.root.rglob("*")
            if file.is_file()
        )

    @cached_property
    def styles(self) -> tuple[Source, ...]:
        """Every style sheet."""
        return tuple(
            Source(f"site/{path}", (self.root / path).read_text(encoding="utf-8"))
            for path in sorted(self.files)
            if path.endswith(".css")
        )


def link_conservation(edition: Edition, site: Site) -> Iterator[Finding]:
    """Every reference of the source is exactly one link in the pages, and every link comes from it.

    Counted page by page: the text with its annotations, each entry, each annotation, the register
    of people, each prose page.
    """
    wanted = _wanted(edition)
    for path, page in site.pages.items():
        have: Counter[tuple[str, str]] = Counter(
            (scheme, node.attributes.get(f"data-{scheme}") or "")
            for scheme in SCHEMES
            for node in page.tree.css(f"[data-{scheme}]")
        )
        expected = wanted.pop(path, Counter())
        for scheme, target in sorted((expected - have) + (have - expected)):
            shown = "value" if scheme == "fact" else "link"
            yield Finding(
                page.place(f'data-{scheme}="{target}"'),
                f"every reference to {scheme}:{target} must be one {shown}, "
                f"and every {shown} one reference",
                f"its source has {counted(expected[scheme, target], 'reference')}, "
                f"the page {counted(have[scheme, target], shown)}",
            )
    for path in sorted(wanted):
        yield Finding(
            Source(f"site/{path}", "").span(0, 0),
            "every page with references must be in the site",
            "this page is missing",
        )


def _wanted(edition: Edition) -> dict[str, Counter[tuple[str, str]]]:
    """Return the links of ours that each page must have."""
    found: dict[str, Counter[tuple[str, str]]] = {}

    def add(address: str, links: Iterable[tuple[str, str]]) -> None:
        found.setdefault(f"{address}index.html", Counter()).update(links)

    def of(body: Body) -> list[tuple[str, str]]:
        return [(link.scheme, link.target) for link in body.links]

    for text in edition.all_texts:
        add(
            addresses.home(text),
            ((k.scheme, k.target) for s in text.sentences() for k in s.links()),
        )
    for term in edition.terms.values():
        add(addresses.term(term.id), of(term.body))
    for note in edition.annotations.values():
        passage = edition.passage(note.at)
        add(addresses.note(note.id), of(note.body))
        if passage:
            add(addresses.text(passage.text), of(note.body))
            shown = (link for s in passage.sentences for link in s.links())
            add(addresses.note(note.id), ((link.scheme, link.target) for link in shown))
        # The list of annotations shows none of their bodies.
    for person in edition.people.values():
        add(addresses.PEOPLE, of(person.body))
    for page in edition.pages:
        add(addresses.of_file(page.source.path), of(page.body))
    return found


def dead_target(_: Edition, site: Site) -> Iterator[Finding]:
    """Every internal address of the site, and every fragment, resolves.

    What many pages get wrong in the same way, such as a link of the navigation, is told once.
    """
    found: dict[str, tuple[Span, list[str]]] = {}
    for page in site.pages.values():
        seen: set[str] = set()
        for node in page.tree.css("[href], [src]"):
            for name in ("href", "src"):
                target = node.attributes.get(name)
                if target is None or target in seen:
                    continue
                seen.add(target)
                why = _dead(site, page, target, node)
                if why:
                    place = page.place(f'{name}="{target}"')
                    found.setdefault(why, (place, []))[1].append(page.path)
    for why, (place, paths) in found.items():
        others = len(set(paths)) - 1
        yield Finding(
            place,
            "an internal address must lead somewhere",
            why,
            (f"The same stands in {counted(others, 'other page')}.",) if others else (),
        )


def _dead(site: Site, page: Built, target: str, node: LexborNode) -> str:
    """Return why an address leads nowhere, or an empty text."""
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return f"“{target}” is no address"
    if parts.scheme in ("http", "https", "mailto", "data") or parts.netloc:
        return ""
    if parts.scheme:
        return f"nothing resolves “{parts.scheme}:” here"
    path = unquote(parts.path)
    base = posixpath.dirname(page.path)
    # The page for what is not found is served for any address, so its own are from the root.
    there = (
        path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(base, path))
    )
    if not path:
        there = page.path
    elif path.endswith("/") or there not in site.files:
        named, there = there, posixpath.normpath(posixpath.join(there, "index.html"))
        if there not in site.files:
            # An address with an ending names a file, any other a folder.
            is_file = posixpath.splitext(named)[1] and not path.endswith("/")
            missing = named if is_file else there
            near = nearest(missing, site.files)
            return f"there is no {missing}" + (f"; the nearest is {near[0]}" if near else "")
    fragment = unquote(parts.fragment).partition(":~:")[0]
    if fragment and there in site.pages and node.tag != "use":
        anchors = site.pages[there].anchors
        if fragment not in anchors:
            return f"{there} has no “{fragment}”"
    return ""


def third_party(edition: Edition, site: Site) -> Iterator[Finding]:
    """No page makes a browser ask another host for anything."""
    own = edition.settings.url
    for page in site.pages.values():
        for node in page.tree.css(", ".join([*FETCHING, "link", "[style]", "style", "meta"])):
            for value in _fetched(node):
                if REMOTE_RE.match(value) and not (own and value.startswith(own)):
                    yield Finding(
                        page.place(value),
                        "a page must ask no other host for anything",
                        f"<{node.tag}> asks for {value}",
                    )
    for sheet in site.styles:
        for match in CSS_URL_RE.finditer(sheet.text):
            value = match["url"] or match["import"]
            if REMOTE_RE.match(value):
                yield Finding(
                    sheet.span(match.start(), match.end()),
                    "a style sheet must ask no other host for anything",
                    f"it asks for {value}",
                )


def _fetched(node: LexborNode) -> Iterator[str]:
    """Yield the addresses that an element makes a browser fetch."""
    attributes = node.attributes
    tag = node.tag or ""
    if tag == "link":
        rels = frozenset((attributes.get("rel") or "").lower().split())
        if not rels or rels - NAMING_RELS:
            yield attributes.get("href") or ""
    elif tag == "meta":
        if (attributes.get("http-equiv") or "").lower() == "refresh":
            yield (attributes.get("content") or "").partition("=")[2]
    elif tag == "style":
        for match in CSS_URL_RE.finditer(node.text()):
            yield match["url"] or match["import"]
    else:
        for name in FETCHING.get(tag, ()):
            for part in (attributes.get(name) or "").split(","):
                yield part.strip()
    for match in CSS_URL_RE.finditer(attributes.get("style") or ""):
        yield match["url"] or match["import"]


GROUP = Group(
    "The published site",
    (
        Rule(Severity.ERROR, link_conservation),
        Rule(Severity.ERROR, dead_target),
        Rule(Severity.ERROR, third_party),
    ),
)
SITE_RULES = GROUP.rules


def check_site(edition: Edition, root: Path) -> list[Finding]:
    """Run the rules on a site built in the folder `root`; returns findings sorted by place."""
    site = Site(root)
    return sorted(
        (finding for rule in SITE_RULES for finding in named(rule, rule.check(edition, site))),
        key=lambda finding: finding.order,
    )
