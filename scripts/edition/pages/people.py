"""The register of people and bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edition import addresses
from edition.elements import html
from edition.pages.press import Made, Press
from edition.render import Here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Person

# The two parts: what a file says of itself, the part's id and its heading.
PARTS = (("person", "all-people", "People"), ("body", "all-bodies", "Bodies"))


def people(press: Press) -> Iterator[Made]:
    """Yield the register: people, then bodies, each with where it stands and who speaks of it."""
    here = Here(addresses.PEOPLE)
    every = sorted(press.edition.people.values(), key=_sorted_by)
    parts = [
        {
            "id": name,
            "heading": heading,
            "entries": [_entry(press, person, here) for person in every if person.what == what],
        }
        for what, name, heading in PARTS
    ]
    links = [link for person in every for link in person.body.links]
    yield press.made(
        here.address,
        "People and bodies",
        "Who and what the directive and its history speak of: a register of people and bodies, "
        "each with its sources.",
        "people.html",
        parts=[part for part in parts if part["entries"]],
        works=press.works([person.body for person in every], here),
        # Who is on the page needs no card on it.
        cards=press.cards(here, [link for link in links if link.scheme == "term"]),
    )


def _sorted_by(person: Person) -> str:
    """Return the words by which a name is sorted: in Chinese the family comes first."""
    family = person.what == "body" or person.hanzi
    return (person.name if family else person.name.rpartition(" ")[2]).casefold()


def _entry(press: Press, person: Person, here: Here) -> dict[str, Any]:
    view = press.person(person, here)
    used = [line.passage for line in view["term"]["uses"]] if view["term"] else []
    linked = [
        link.passage
        for link in press.edition.links("person")
        if link.passage and link.target == person.id
    ]
    passages = sorted({*used, *linked}, key=press.edition.in_order)
    return {
        **view,
        "body": html(press.renderer.body(person.body, here)),
        "passages": [
            {"label": name, "href": here.to(addresses.passage(press.edition.passages[name]))}
            for name in passages
        ],
        "spoken_of": [
            {"name": owner.name, "href": here.to(owner.address)}
            for owner in press.owners
            if owner.body is not person.body
            and any(
                link.scheme == "person" and link.target == person.id for link in owner.body.links
            )
        ],
        **press.signed(person.front),
    }
