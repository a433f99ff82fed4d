"""Elements of HTML as values: built as a tree, escaped once, when they are written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# https://html.spec.whatwg.org/multipage/syntax.html#void-elements
VOID = frozenset({"br", "hr", "img", "wbr"})
# Runs of Chinese: Han characters with the marks that stand among them.
HAN_RE = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
    r"(?:[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
    r"\U00020000-\U0003134f]*[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f])?"
)


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and children."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Node, ...] = ()


Node = str | Element


def html(nodes: Iterable[Node]) -> Markup:
    """Return the nodes as HTML."""
    return Markup("").join(_written(nodes))


def _written(nodes: Iterable[Node]) -> Iterator[Markup]:
    for node in nodes:
        if isinstance(node, str):
            yield escape(node)
            continue
        attributes = Markup("").join(
            Markup(' {}="{}"').format(name, value) for name, value in node.attributes.items()
        )
        yield Markup("<{}{}>").format(node.tag, attributes)
        if node.tag not in VOID:
            yield from _written(node.children)
            yield Markup("</{}>").format(node.tag)


def plain(nodes: Iterable[Node]) -> str:
    """Return the words of the nodes."""
    return "".join(node if isinstance(node, str) else plain(node.children) for node in nodes)


def in_languages(text: str) -> tuple[Node, ...]:
    """Return the text with its Chinese marked as such, for faces and voices."""
    nodes: list[Node] = []
    position = 0
    for match in HAN_RE.finditer(text):
        if match.start() > position:
            nodes.append(text[position : match.start()])
        nodes.append(Element("span", {"lang": "zh-Hans"}, (match[0],)))
        position = match.end()
    if position < len(text):
        nodes.append(text[position:])
    return tuple(nodes)
