"""Front matter: YAML by events, all scalars as text, each with its place.

No alias is ever followed and no tag obeyed, so a file can hold nothing but words; what the
notation allows beyond that is noted as a fault of the rule `yaml-feature`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from edition.model import Fault, Field, FrontMatter, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.source import Source, Span

MAX_BYTES = 4096
MAX_DEPTH = 4
FENCE_RE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)

# libyaml where the wheel brings it: the same events, some ten times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    """A value of YAML: a scalar, a list or a mapping."""

    span: Span
    scalar: str | None = None
    items: list[Node] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)

    def at(self, *keys: str) -> Node | None:
        """Return the node at a path of keys, or None."""
        node: Node | None = self
        for wanted in keys:
            node = next((value for key, value in node.pairs if key.scalar == wanted), None)
            if node is None:
                return None
        return node

    def text(self, *keys: str) -> str:
        """Return the scalar at a path of keys, or an empty text."""
        found = self.at(*keys)
        return (found.scalar or "") if found else ""


def split(source: Source) -> tuple[FrontMatter, int, list[Fault]]:
    """Read the front matter of a file.

    Returns it, the offset at which the body begins, and the faults found.
    """
    opening = FENCE_RE.match(source.text)
    closing = FENCE_RE.search(source.text, opening.end()) if opening else None
    if not opening or not closing:
        place = source.span(0, opening.end() if opening else 0)
        why = "open" if opening else ("missing" if source.text.strip() else "empty")
        return FrontMatter({}, place), len(source.text), [
            Fault("bad-front-matter", place, {"why": why})
        ]
    span = source.span(min(opening.end() + 1, closing.start()), closing.start())
    body = min(closing.end() + 1, len(source.text))
    if len(span.text.encode()) > MAX_BYTES:
        return FrontMatter({}, span), body, [Fault("yaml-feature", span.source.line_span(2), {"why": "size"})]
    node, faults = compose(source, span)
    fields: dict[str, Field] = {}
    for key, value in node.pairs if node else []:
        name = key.scalar or ""
        if name in fields:
            facts = {"key": name, "line": str(fields[name].key.span.line)}
            faults.append(Fault("duplicate-key", key.span, facts))
            continue
        fields[name] = _field(key, value, faults)
    if node and not node.pairs:
        faults.append(Fault("bad-front-matter", node.span, {"why": "no-keys"}))
    return FrontMatter(fields, span), body, faults


def _field(key: Node, value: Node, faults: list[Fault]) -> Field:
    """Return a key with its values; what is nested deeper has no place in front matter."""
    many = value.scalar is None
    values = []
    for item in value.items if many else [value]:
        if item.scalar is None:
            faults.append(
                Fault("bad-front-matter", item.span, {"why": "nested", "key": key.scalar or ""})
            )
        elif item.scalar or many:
            values.append(Scalar(item.scalar, item.span))
    if value.pairs:
        facts = {"why": "nested", "key": key.scalar or ""}
        faults.append(Fault("bad-front-matter", value.pairs[0][0].span, facts))
    return Field(Scalar(key.scalar or "", key.span), tuple(values), many, key.span)


def compose(source: Source, span: Span) -> tuple[Node | None, list[Fault]]:
    """Read YAML in a span of a file into nodes.

    Returns the root, or None where it does not parse, and the faults found.
    """
    faults: list[Fault] = []
    try:
        root = _node(_events(span, faults), source, span, faults, 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = min(span.start + (mark.index if mark else 0), span.end)
        facts = {"why": "yaml", "problem": error.problem or "", "context": error.context or ""}
        return None, [*faults, Fault("bad-front-matter", source.span(offset, offset), facts)]
    except yaml.reader.ReaderError as error:
        offset = span.start + error.position
        facts = {"why": "character", "problem": f"U+{ord(span.text[error.position]):04X}"}
        return None, [*faults, Fault("bad-front-matter", source.span(offset, offset + 1), facts)]
    return root, faults


def _events(span: Span, faults: list[Fault]) -> Iterator[yaml.Event]:
    """Yield the events of values, noting what the notation allows and the edition does not."""
    for event in yaml.parse(span.text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            why = "alias"
        elif getattr(event, "anchor", None):
            why = "anchor"
        elif getattr(event, "tag", None) not in (None, "!"):
            why = "tag"
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style:
            why = "merge"
        else:
            why = ""
        if why:
            faults.append(Fault("yaml-feature", _place(span, event), {"why": why}))
        yield event


def _place(span: Span, event: yaml.Event) -> Span:
    """Return where an event stands in the file."""
    start = span.start + event.start_mark.index
    end = max(start, min(span.start + event.end_mark.index, span.end))
    # A plain or block scalar's end may lie behind the blanks and line ends that follow it.
    covered = span.source.text[start:end]
    return span.source.span(start, start + len(covered.rstrip()))


_OPENINGS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSINGS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def _node(
    events: Iterator[yaml.Event], source: Source, span: Span, faults: list[Fault], level: int
) -> Node | None:
    """Return the next value, or None where a collection or the document ends."""
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            return Node(_inner(_place(span, event), event), event.value)
        if isinstance(event, yaml.AliasEvent):
            return Node(_place(span, event), "")
        if isinstance(event, _CLOSINGS):
            return None
        if isinstance(event, _OPENINGS):
            return _collection(event, events, source, span, faults, level + 1)
    return None


def _collection(  # noqa: PLR0913 - the state of one walk over the events
    event: yaml.Event,
    events: Iterator[yaml.Event],
    source: Source,
    span: Span,
    faults: list[Fault],
    level: int,
) -> Node:
    """Return the mapping or list that begins with `event`, as deep as the edition allows."""
    node = Node(_place(span, event))
    if level > MAX_DEPTH:
        faults.append(Fault("yaml-feature", node.span, {"why": "depth"}))
        open_ones = 1
        for inner in events:
            open_ones += isinstance(inner, _OPENINGS) - isinstance(inner, _CLOSINGS)
            if not open_ones:
                break
        return node
    while (child := _node(events, source, span, faults, level)) is not None:
        if isinstance(event, yaml.SequenceStartEvent):
            node.items.append(child)
            continue
        value = _node(events, source, span, faults, level)
        if value is not None:
            node.pairs.append((child, value))
    return node


def _inner(place: Span, event: yaml.ScalarEvent) -> Span:
    """Return the place of a scalar's words, without its quotation marks."""
    if event.style in ("'", '"') and place.end - place.start >= 2:
        return place.source.span(place.start + 1, place.end - 1)
    return place


def mapping(fields: Mapping[str, Field]) -> dict[str, str]:
    """Return front matter as plain text by key, lists joined by line ends."""
    return {
        key: "\n".join(value.text for value in found.values) for key, found in fields.items()
    }
