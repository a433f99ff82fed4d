"""The address of everything that is published, and of the page in `docs/` that stands for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition, Passage, Text

GLOSSARY = "glossary/"
ANNOTATIONS = "annotations/"
PEOPLE = "people/"
WORDS = "words-and-renderings/"
APPARATUS = "apparatus/"
FACING = "translation-and-chinese/"
TERMS_IN_TEXT = "terms-in-the-text/"
SEE_ALSO = "see-also/"
# There is one where the edition has its source.
TIMELINE = "timeline/"
BIBLIOGRAPHY = "bibliography/"
RULES = "rules/"
# An address that a reader can be led to, and that runs nothing.
WEB_RE = re.compile(r"https?://")
# The pages of which there is always one.
SINGLE = (
    GLOSSARY,
    WORDS,
    ANNOTATIONS,
    PEOPLE,
    APPARATUS,
    TERMS_IN_TEXT,
    SEE_ALSO,
    BIBLIOGRAPHY,
    RULES,
)


def text(name: str) -> str:
    """Return the address of a text's page, from the site's root."""
    return f"text/{name}/"


def passage(found: Passage) -> str:
    """Return the address of a passage: its text's page, with the id as fragment."""
    return f"{FACING if found.original else text(found.text)}#{found.id}"


def home(found: Text) -> str:
    """Return the address of the page on which the words of a text stand."""
    return FACING if found.faces else text(found.id)


def facing(edition: Edition) -> str | None:
    """Return the address of the page of the alignment, or None where there is no alignment."""
    return FACING if any(own.alignment for own in edition.texts) else None


def term(name: str) -> str:
    """Return the address of an entry."""
    return f"{GLOSSARY}{name}/"


def note(name: str) -> str:
    """Return the address of an annotation."""
    return f"{ANNOTATIONS}{name}/"


def person(name: str) -> str:
    """Return the address of a person or body in the register."""
    return f"{PEOPLE}#{name}"


def target(edition: Edition, scheme: str, name: str) -> str | None:
    """Return the address that a link of ours leads to, or None where it names nothing."""
    if scheme == "fact":
        return None
    if scheme == "person":
        return person(name) if name in edition.people else None
    if scheme == "term":
        return term(name) if name in edition.terms else None
    if scheme == "note":
        return note(name) if name in edition.annotations else None
    found = edition.passage(name)
    return passage(found) if found else None


def reference(key: str) -> str:
    """Return the address of a work in the bibliography."""
    return f"{BIBLIOGRAPHY}#ref-{key}"


def of_work(edition: Edition, key: str) -> str:
    """Return the address of the web at which a work can be read, or an empty text."""
    found = edition.references.get(key)
    address = found.csl.get("URL") if found else None
    return address if isinstance(address, str) and WEB_RE.match(address) else ""


def rule(name: str) -> str:
    """Return the address of a rule."""
    return f"{RULES}#{name}"


def of_file(path: str) -> str:
    """Return the address of a file of the edition that is published as it is, or as a page.

    `path` is from the edition's root: `docs/method.md`, `glossary/cadre.md`, `docs/assets/a.png`.
    """
    bare = path.removeprefix("docs/")
    if not bare.endswith(".md"):
        return bare
    if bare == "index.md" or bare.endswith("/index.md"):
        return bare.removesuffix("index.md")
    return f"{bare.removesuffix('.md')}/"


def page_of(address: str) -> str:
    """Return the Markdown page, as MkDocs counts it in `docs/`, behind an address."""
    bare = address.partition("#")[0]
    if bare in (GLOSSARY, ANNOTATIONS):
        return f"{bare}index.md"
    return f"{bare.removesuffix('/')}.md"


def generated(edition: Edition) -> Iterator[str]:
    """Yield the address of every page that the edition makes."""
    yield from (text(found.id) for found in edition.texts)
    yield from (term(name) for name in edition.terms)
    yield from (note(name) for name in edition.annotations)
    yield from SINGLE
    if facing(edition):
        yield FACING
    yield from (TIMELINE for page in edition.pages if of_file(page.source.path) == TIMELINE)
