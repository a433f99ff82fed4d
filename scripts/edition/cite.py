"""Citations and bibliography in the style scholars use, by one call of pandoc's citeproc."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from edition.elements import Element, Node, in_languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from selectolax.lexbor import LexborNode

    from edition.model import Edition

STYLE = "chicago-author-date.csl"
# What citeproc writes and we keep; anything else is opened up.
KEPT = frozenset({"a", "em", "i", "strong", "b", "sup", "sub"})


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What citeproc made of an edition: citations by their source, works by their key, in order.

    A link to a work has the address `#ref-` and its key.
    """

    citations: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    works: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)


def bibliography(edition: Edition) -> Bibliography:
    """Return all citations of the edition and all its works, formatted.

    Raises RuntimeError where pandoc fails.
    """
    known = edition.references
    raws = dict.fromkeys(
        citation.raw
        for body in edition.bodies()
        for citation in body.citations
        if all(item.key in known for item in citation.items)
    )
    if not known:
        return Bibliography()
    page = _formatted(raws, [dict(reference.csl) for reference in known.values()])
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - loaded where it is needed

    tree = LexborHTMLParser(page)
    citations = {}
    for number, raw in enumerate(raws):
        found = tree.css_first(f"#cite-{number} p")
        citations[raw] = _nodes(found) if found else (f"({raw})",)
    works = {
        (entry.attributes.get("id") or "").removeprefix("ref-"): _trimmed(_nodes(entry))
        for entry in tree.css(".csl-entry")
    }
    return Bibliography(citations, works)


def _formatted(raws: Iterable[str], records: list[dict[str, object]]) -> str:
    """Return pandoc's page: a division for every citation, then the bibliography."""
    # It looks for pandoc when it is loaded, and brings no types.
    import pypandoc  # type: ignore[import-untyped]  # noqa: PLC0415

    # A body may break the line within a citation; the division needs it in one.
    divisions = [f"::: {{#cite-{n}}}\n[{' '.join(raw.split())}]\n:::" for n, raw in enumerate(raws)]
    head = "---\nnocite: '@*'\nlink-citations: true\n---"
    with (
        tempfile.TemporaryDirectory() as folder,
        as_file(files("edition") / "styles" / STYLE) as csl,
    ):
        references = Path(folder, "references.json")
        references.write_text(json.dumps(records), encoding="utf-8")
        return str(
            pypandoc.convert_text(
                "\n\n".join([head, *divisions]),
                to="html5",
                format="markdown",
                extra_args=[
                    "--citeproc",
                    f"--bibliography={references}",
                    f"--csl={csl}",
                    "--wrap=none",
                ],
            )
        )


def _trimmed(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the nodes without the blanks that pandoc puts around an entry."""
    found = list(nodes)
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip()
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip()
    return tuple(found)


def _nodes(parent: LexborNode) -> tuple[Node, ...]:
    """Return the children of an element of citeproc’s as ours."""
    nodes: list[Node] = []
    for child in parent.iter(include_text=True):
        if child.tag == "-text":
            nodes += in_languages((child.text_content or "").replace("\n", " "))
        elif child.tag in KEPT:
            attributes = {"href": child.attributes.get("href") or ""} if child.tag == "a" else {}
            nodes.append(Element(child.tag or "span", attributes, _nodes(child)))
        else:
            nodes += _nodes(child)
    return tuple(nodes)
