"""Rules on what the edition says of itself in prose pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edition.facts import FACTS, current, shown
from edition.findings import Finding, Suggestion
from edition.rules.nearest import nearest, short, there_is_no

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition, Link


def _in_page(edition: Edition, link: Link) -> bool:
    """Tell whether a link stands in a prose page."""
    path = link.span.source.path
    return any(page.source.path == path for page in edition.pages)


def unknown_fact(edition: Edition) -> Iterator[Finding]:
    """A fact, `[38](fact:sentences)`, stands in a prose page and names one that the edition knows.

    A page shows what is true now, whatever the words between the brackets.
    The text, entries, annotations and the register say what their authors wrote, and nothing that
    changes by itself.
    """
    for link in edition.links("fact"):
        if not _in_page(edition, link):
            where = "the text" if link.passage else "signed by its author"
            words = link.words_span.text
            yield Finding(
                link.span,
                "a fact must stand in a prose page only",
                f"this is {where}",
                (f"Write the words alone: {short(words, 120)}",),
                Suggestion(link.span, words),
            )
        elif link.target not in FACTS:
            near = nearest(link.target, FACTS)
            yield Finding(
                link.target_span,
                "a fact must be one that the edition knows",
                there_is_no(link.target, near),
                (
                    f"Write: [{short(link.words, 120)}](fact:{near[0]})"
                    if near
                    else f"The facts are: {', '.join(FACTS)}.",
                ),
                Suggestion(link.target_span, near[0]) if near else None,
            )


def stale_fact(edition: Edition) -> Iterator[Finding]:
    """The words of a fact are what the edition says now.

    A page shows the right value in any case; the words are for those who read the source.
    A number is written in figures or in words: “13” and “thirteen” are both right.
    """
    if not edition.whole:
        # What was not read is not counted.
        return
    for link in edition.links("fact"):
        if link.target not in FACTS or not _in_page(edition, link):
            continue
        if not current(edition, link.target, link.words):
            now = shown(edition, link.target, link.words)
            yield Finding(
                link.words_span,
                f"the words of the fact “{link.target}” should be what the edition says now",
                f"that is “{short(now)}”",
                (f"Write: [{short(now, 120)}](fact:{link.target})",),
                Suggestion(link.words_span, now),
            )
