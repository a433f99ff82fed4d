"""Rules on the register of people and bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edition import notation
from edition.findings import Finding, Suggestion
from edition.rules.nearest import nearest, short, there_is_no

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.model import Edition, Link


def unknown_person(edition: Edition) -> Iterator[Finding]:
    """A link to a person or body, `[words](person:id)`, names a file in `docs/people/`.

    The report names up to three that are near by id, name or Chinese.
    """
    names = _names(edition)
    for link in edition.links("person"):
        path = f"docs/people/{link.target}.md"
        if link.target not in edition.people and not edition.unread(path):
            yield _unknown(edition, names, link)


def _names(edition: Edition) -> Mapping[str, str]:
    """Return the ids of the register by all that stands for them, in lower case."""
    found: dict[str, str] = {}
    for person in edition.people.values():
        keys = ("name", "hanzi", "traditional", "pinyin")
        for name in (person.id, *filter(None, map(person.front.text, keys))):
            found.setdefault(notation.fold(name).casefold(), person.id)
    return found


def _unknown(edition: Edition, names: Mapping[str, str], link: Link) -> Finding:
    message = "a link to a person or body must name one of the register"
    shown = short(notation.fold(link.words), 120)
    if link.target in edition.terms:
        scheme = link.target_span.source.span(
            link.target_span.start - len("person:"), link.target_span.end
        )
        return Finding(
            link.target_span,
            message,
            f"“{link.target}” is an entry of the glossary",
            (f"Write: [{shown}](term:{link.target})",),
            Suggestion(scheme, f"term:{link.target}"),
        )
    close = [names[name] for name in nearest(link.target, names)]
    # The words often say who was meant.
    close += [names[name] for name in nearest(notation.fold(link.words), names)]
    near = list(dict.fromkeys(close))[:3]
    return Finding(
        link.target_span,
        message,
        there_is_no(link.target, near),
        (
            f"Write: [{shown}](person:{near[0]})"
            if near
            else "Write the file in docs/people/ first, or take the link away.",
        ),
        Suggestion(link.target_span, near[0]) if near else None,
    )
