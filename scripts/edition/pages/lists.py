"""The bibliography and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edition import addresses
from edition.elements import html
from edition.pages import facing
from edition.pages.press import Made, Press
from edition.render import Here, documentation
from edition.rules import GROUPS
from edition.rules.site import GROUP as SITE_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator


def bibliography(press: Press) -> Iterator[Made]:
    """Yield the list of all works, each with where it is cited."""
    here = Here(addresses.BIBLIOGRAPHY)
    places = _cited(press, here)
    works = [
        {"key": key, "html": html(press.renderer.work(key, here)), "cited": places.get(key, [])}
        for key in press.renderer.bibliography.works
    ]
    yield press.made(
        here.address,
        "Bibliography",
        f"{len(works)} works.",
        "bibliography.html",
        cited=[work for work in works if work["cited"]],
        others=[work for work in works if not work["cited"]],
    )


def _cited(press: Press, here: Here) -> dict[str, list[tuple[str, str]]]:
    """Return, for every work, the pages that cite it: their names and addresses."""
    found: dict[str, list[tuple[str, str]]] = {}
    for text in press.edition.texts:
        key = text.front.text("source")
        found.setdefault(key, []).append(("the text", here.to(addresses.text(text.id))))
        if text.front.text("facing") and text.alignment:
            place = (facing.TITLE, here.to(addresses.FACING))
            found.setdefault(text.front.text("facing"), []).append(place)
    for owner in press.owners:
        for key in dict.fromkeys(item.key for c in owner.body.citations for item in c.items):
            found.setdefault(key, []).append((owner.name, here.to(owner.address)))
    return found


def rules(press: Press) -> Iterator[Made]:
    """Yield the list of all rules, from their own documentation."""
    yield press.made(
        addresses.RULES,
        "Rules",
        "What the check of this edition asks of every file.",
        "rules.html",
        groups=[
            {
                "heading": group.heading,
                "rules": [
                    {
                        "name": rule.name,
                        "severity": rule.severity.value,
                        "html": documentation(rule.documentation),
                    }
                    for rule in group.rules
                ],
            }
            for group in (*GROUPS, SITE_GROUP)
        ],
    )
