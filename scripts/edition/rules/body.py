"""Rules on the Markdown of entries, annotations and pages."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from edition import addresses
from edition.findings import Finding, Suggestion
from edition.rules.nearest import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.model import Body, Edition, Hyperlink
    from edition.source import Span

# What a browser drops from an address before it looks at its scheme
# (https://url.spec.whatwg.org/#concept-basic-url-parser, steps 1 to 3).
DROPPED_RE = re.compile(r"^[\x00-\x20]+|[\t\n\r]+")
SCHEME_RE = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):")
SAFE_SCHEMES = ("https", "mailto")
# What not even a prose page may hold: script, frames, forms, handlers, and changes of the page.
ACTIVE_RE = re.compile(
    r"<\s*/?\s*(?:script|style|iframe|frame|frameset|object|embed|applet|form|input|button|base|meta|link|svg|math)\b"
    r"|\bon[a-z]+\s*=|\bstyle\s*=|\bsrcdoc\s*=|javascript\s*:",
    re.IGNORECASE,
)


def raw_html(edition: Edition) -> Iterator[Finding]:
    """Entries and annotations hold no raw HTML, comments included.

    Prose pages may use it, but never for script, styles, frames, forms or handlers of events.
    """
    contributed = [
        *(term.body for term in edition.terms.values()),
        *(note.body for note in edition.annotations.values()),
    ]
    for body in contributed:
        for span in body.html:
            yield Finding(
                _opening(span),
                "an entry or annotation must hold no raw HTML",
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
        target = DROPPED_RE.sub("", link.target)
        match = SCHEME_RE.match(unquote(target))
        if target.replace("\\", "/").startswith("//"):
            label = "this one has no scheme"
        elif match and match["scheme"].lower() not in SAFE_SCHEMES:
            label = f"this one is {match['scheme'].lower()}:"
        else:
            continue
        yield Finding(
            link.span,
            "a link must be https:, mailto:, relative, or one of ours",
            label,
            ("Give the address with https:// if the page has one.",),
        )


def broken_link(edition: Edition) -> Iterator[Finding]:
    """A relative link leads to a file of the edition, and its fragment to a place in it.

    It is written from where the file stands: in `glossary/`, `../docs/method.md`.
    Entries, passages and annotations are linked by `term:`, `passage:` and `note:` instead.
    """
    pages = _anchors(edition)
    for body, link in _hyperlinks(edition):
        target = DROPPED_RE.sub("", link.target)
        if SCHEME_RE.match(target) or target.replace("\\", "/").startswith("//"):
            continue
        path, _, fragment = unquote(target).partition("#")
        here = body.source.path
        there = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
        finding = _broken(edition, pages, link, there, fragment)
        if finding:
            yield finding


def _anchors(edition: Edition) -> Mapping[str, tuple[str, ...] | None]:
    """Return the pages that a link can lead to, with their fragments where those are known."""
    found: dict[str, tuple[str, ...] | None] = {}
    for address in addresses.generated(edition):
        page = addresses.page_of(address)
        found[f"docs/{page}"] = None
        if page.startswith("glossary/"):
            found[page] = None
    for text in edition.texts:
        mine = [name for name, passage in edition.passages.items() if passage.text == text.id]
        found[text.source.path] = tuple(mine)
    for page_ in edition.pages:
        found[page_.source.path] = page_.body.headings
    return found


def _broken(
    edition: Edition,
    pages: Mapping[str, tuple[str, ...] | None],
    link: Hyperlink,
    there: str,
    fragment: str,
) -> Finding | None:
    if there.startswith("../") or there.startswith("/"):
        return Finding(
            link.span,
            "a relative link must lead to a file of the edition",
            "this leads out of it",
        )
    if there not in pages and not (there.startswith("docs/") and (edition.root / there).is_file()):
        near = nearest(there, pages)
        return Finding(
            link.span,
            "a relative link must lead to a file of the edition",
            f"there is no {there}",
            (f"Did you mean {listed(near)}?",) if near else (),
        )
    anchors = pages.get(there)
    if fragment and anchors is not None and fragment not in anchors:
        near = nearest(fragment, anchors)
        start = link.span.start + link.span.text.find("#") + 1
        place = link.span.source.span(start, start + len(fragment))
        return Finding(
            place if place.text == fragment else link.span,
            f"the fragment of a link must exist in {there}",
            f"there is no “{fragment}”",
            (f"Did you mean {listed(near)}?",) if near else (),
            Suggestion(place, near[0]) if near and place.text == fragment else None,
        )
    return None
