"""The annotations, in a list and each on its own page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from edition import addresses
from edition.elements import html
from edition.pages.press import Made, Press
from edition.render import Here

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.model import Annotation


def notes(press: Press) -> Iterator[Made]:
    """Yield the list of all annotations, in the order of the text."""
    here = Here(addresses.ANNOTATIONS)
    every = [press.note(note, here) for note in press.notes]
    groups = [
        {"heading": heading, "id": heading.lower().replace(" ", "-"), "notes": list(group)}
        for heading, group in groupby(every, key=_heading)
    ]
    yield press.made(
        here.address,
        "Annotations",
        f"{len(every)} annotations on the directive, in the order of its text.",
        "annotations.html",
        total=len(every),
        groups=groups,
    )


def _heading(note: Mapping[str, Any]) -> str:
    """Return the heading under which a note is listed: its paragraph, or the head of the text."""
    passage = note["passage"]
    if passage is None or passage.kind in ("title", "date"):
        return "Title and date"
    if not passage.sentences:
        return "Sections and gaps"
    paragraph = passage.sentences[0].id.partition(".")[0]
    return f"Paragraph {paragraph.lstrip('abcdefghijklmnopqrstuvwxyz-')}"


def each_note(press: Press) -> Iterator[Made]:
    """Yield the page of every annotation."""
    yield from (_note(press, note) for note in press.edition.annotations.values())


def _note(press: Press, note: Annotation) -> Made:
    """Return the page of an annotation."""
    here = Here(addresses.note(note.id))
    passage = press.edition.passage(note.at)
    return press.made(
        here.address,
        note.title,
        f"A note on “{note.quote}” ({note.at}).",
        "annotation.html",
        note=press.note(note, here)
        | {"body": html(press.renderer.body(note.body, here, raised=1))},
        context=[
            html(
                [
                    press.renderer.sentence(
                        s, here, [m for m in press.marks.get(s.id, ()) if m.note == note.id]
                    )
                ]
            )
            for s in (passage.sentences if passage else ())
        ],
        works=press.works([note.body], here),
        cards=press.cards(
            here,
            [
                *(link for s in (passage.sentences if passage else ()) for link in s.links()),
                *note.body.links,
            ],
        ),
    )
