"""Rules on the Markdown of entries, annotations and pages."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from edition import addresses, notation
from edition.findings import Finding, Suggestion
from edition.rules.nearest import nearest, short
from edition.timeline import PATH as TIMELINE
from edition.timeline import events

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.model import Body, Edition, Hyperlink
    from edition.source import Span

# What a browser drops from an address before it looks at its scheme
# (https://url.spec.whatwg.org/#concept-basic-url-parser, steps 1 to 3).
DROPPED_RE = re.compile(r"^[\x00-\x20]+|[\t\n\r]+")
SCHEME_RE = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):")
SAFE_SCHEMES = ("https", "mailto")
PEOPLE = "docs/people/"
# What not even a prose page may hold: script, frames, forms, handlers, and changes of the page.
ACTIVE_RE = re.compile(
    r"<\s*+/?\s*+(?:script|style|iframe|frame|frameset|object|embed|applet|form|input|button|base|meta|link|svg|math)\b"
    r"|\bon[a-z]++\s*+=|\bstyle\s*+=|\bsrcdoc\s*+=|javascript\s*+:",
    re.IGNORECASE,
)


def raw_html(edition: Edition) -> Iterator[Finding]:
    """Entries, annotations and the register of people hold no raw HTML, comments included.

    Prose pages may use it, but never for script, styles, frames, forms or handlers of events.
    """
    for body in edition.contributed():
        opened = False
        for span in body.html:
            # What closes a tag goes with what opens it.
            if opened and span.text.startswith("</"):
                continue
            opened = True
            of_register = body.source.path.startswith(PEOPLE)
            what = "the register of people" if of_register else "an entry or annotation"
            yield Finding(
                _opening(span),
                f"{what} must hold no raw HTML",
                "this is HTML",
                ("Write it in Markdown; where you mean a “<”, write \\<.",),
            )
    for page in edition.pages:
        for span in page.body.html:
            match = ACTIVE_RE.search(span.text)
            if match:
                start = span.start + match.start()
                yield Finding(
                    page.source.span(start, span.start + match.end()),
                    "a page must hold no script, style, frame, form or handler",
                    "this is one",
                    ("Take it away; what pages need of that kind stands in docs/assets/.",),
                )


def _opening(span: Span) -> Span:
    """Return the first tag of a stretch of HTML, which is enough to show."""
    first = span.text.partition("\n")[0].partition(">")
    return span.source.span(span.start, span.start + len(first[0]) + len(first[1]))


def _hyperlinks(edition: Edition) -> Iterator[tuple[Body, Hyperlink]]:
    for body in edition.bodies():
        for link in body.hyperlinks:
            yield body, link


def unsafe_link(edition: Edition) -> Iterator[Finding]:
    """A link is `https:`, `mailto:`, relative, or one of ours: never `javascript:` or `data:`.

    An address that begins with `//` takes the scheme of whoever reads it, and is refused too.
    """
    for _, link in _hyperlinks(edition):
        target = unquote(DROPPED_RE.sub("", link.target))
        match = SCHEME_RE.match(target)
        scheme = match["scheme"].lower() if match else ""
        advice = "Give the address with https:// if the page has one."
        if target.replace("\\", "/").startswith("//"):
            label = "this one takes the scheme of whoever reads it"
        elif scheme and scheme not in SAFE_SCHEMES:
            label = f"this one is {short(scheme)}:"
            near = nearest(scheme, notation.SCHEMES)
            advice = f"Did you mean {near[0]}:?" if near else advice
        else:
            continue
        yield Finding(
            _address(link),
            "a link must be https:, mailto:, relative, or one of ours (term:, passage:, note:, person:)",
            label,
            (advice,),
        )


def _address(link: Hyperlink) -> Span:
    """Return the place of a link’s address, where it is written as it is."""
    start = link.span.text.rfind(unquote(link.target))
    if start == -1:
        start = link.span.text.rfind(link.target)
        return link.span if start == -1 else _part(link.span, start, len(link.target))
    return _part(link.span, start, len(unquote(link.target)))


def _part(span: Span, start: int, length: int) -> Span:
    return span.source.span(span.start + start, span.start + start + length)


def broken_link(edition: Edition) -> Iterator[Finding]:
    """A relative link leads to a file of the edition, and its fragment to a place in it.

    It is written from where the file stands: in `glossary/`, `../docs/method.md`.
    Entries, passages, annotations and people are linked by `term:`, `passage:`, `note:` and
    `person:` instead.
    """
    pages = _anchors(edition)
    for body, link in _hyperlinks(edition):
        target = unquote(DROPPED_RE.sub("", link.target))
        if SCHEME_RE.match(target) or target.replace("\\", "/").startswith("//"):
            continue
        path, _, fragment = target.partition("#")
        here = body.source.path
        there = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
        finding = _broken(edition, pages, link, there, fragment)
        if finding:
            yield finding


def _anchors(edition: Edition) -> Mapping[str, frozenset[str] | None]:
    """Return the pages that a link can lead to, with their fragments where those are known."""
    found: dict[str, frozenset[str] | None] = {}
    for address in addresses.generated(edition):
        page = addresses.page_of(address)
        found[f"docs/{page}"] = None
        if page.startswith("glossary/"):
            found[page] = None
    ids: dict[str, set[str]] = {}
    for name, passage in edition.passages.items():
        ids.setdefault(passage.text, set()).add(name)
    for text in edition.texts:
        found[text.source.path] = frozenset(ids.get(text.id, ()))
    dates = [event.id for event in events(edition)]
    for page_ in edition.pages:
        made = dates if page_.source.path == TIMELINE else []
        # What was refused as a whole may have any.
        known = frozenset((*page_.body.headings, *page_.body.ids, *made))
        found[page_.source.path] = None if page_.body.unread else known
    return found


def _broken(
    edition: Edition,
    pages: Mapping[str, frozenset[str] | None],
    link: Hyperlink,
    there: str,
    fragment: str,
) -> Finding | None:
    message = "a relative link must lead to a file of the edition"
    if there.startswith(("../", "/")) or there == "..":
        return Finding(
            _address(link),
            message,
            "this leads out of it",
            ("Write it from where this file stands, and stay within the edition.",),
        )
    if there not in pages and not _is_file(edition, there):
        if edition.unread(there) or (there.startswith("docs/text/") and not edition.texts):
            # Another rule says what is wrong with it.
            return None
        person = there.removeprefix(PEOPLE).removesuffix(".md")
        if there == f"{PEOPLE}{person}.md" and person in edition.people:
            place = _address(link)
            return Finding(
                place,
                message,
                "this is one of many that make the register, and no page",
                (f"Write: person:{person}",),
                Suggestion(place, f"person:{person}"),
            )
        folder = posixpath.dirname(link.span.source.path)
        near = [posixpath.relpath(page, folder) for page in nearest(there, pages)]
        place = _address(link)
        return Finding(
            place,
            message,
            f"there is no {short(there)}",
            (f"Write: {near[0]}" if near else "Name a file that is there.",),
            Suggestion(place, near[0]) if near and not fragment else None,
        )
    anchors = pages.get(there)
    if not fragment or anchors is None or fragment in anchors or fragment.startswith(GENERATED):
        return None
    near = nearest(fragment, anchors)
    place = _address(link)
    start = place.text.find("#") + 1
    if start and place.text[start:] == fragment:
        place = _part(place, start, len(fragment))
    return Finding(
        place,
        f"the fragment of a link must exist in {there}",
        f"there is no “{short(fragment)}”",
        (f"Write: #{near[0]}" if near else "Name the id of a place in it, or no fragment.",),
        Suggestion(place, near[0]) if near and place.text == fragment else None,
    )


# Fragments that the engine makes: those of footnotes.
GENERATED = ("fn:", "fnref:")


def _is_file(edition: Edition, path: str) -> bool:
    """Tell whether a path of `docs/` is a file that the engine can publish."""
    try:
        # The register is one page; its sources are none.
        published = path.startswith("docs/") and not path.startswith(PEOPLE)
        return published and (edition.root / path).is_file()
    except OSError:
        # No file can have such a name.
        return False
