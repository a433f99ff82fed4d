"""The address of everything that is published, and of the page in `docs/` that stands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition, Passage

GLOSSARY = "glossary/"
ANNOTATIONS = "annotations/"
BIBLIOGRAPHY = "bibliography/"
RULES = "rules/"
# The pages of which there is one each.
SINGLE = (GLOSSARY, ANNOTATIONS, BIBLIOGRAPHY, RULES)


def text(name: str) -> str:
    """Return the address of a text's page, from the site's root."""
    return f"text/{name}/"


def passage(found: Passage) -> str:
    """Return the address of a passage: the text's page, with the id as fragment."""
    return f"{text(found.text)}#{found.id}"


def term(name: str) -> str:
    """Return the address of an entry."""
    return f"{GLOSSARY}{name}/"


def note(name: str) -> str:
    """Return the address of an annotation."""
    return f"{ANNOTATIONS}{name}/"


def target(edition: Edition, scheme: str, name: str) -> str | None:
    """Return the address that a link of ours leads to, or None where it names nothing."""
    if scheme == "term":
        return term(name) if name in edition.terms else None
    if scheme == "note":
        return note(name) if name in edition.annotations else None
    found = edition.passage(name)
    return passage(found) if found else None


def reference(key: str) -> str:
    """Return the address of a work in the bibliography."""
    return f"{BIBLIOGRAPHY}#ref-{key}"


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
