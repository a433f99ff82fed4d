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
    from collections.abc import Iterator

    from edition.source import Source, Span

MAX_BYTES = 4096
MAX_DEPTH = 4
FENCE_RE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
# What YAML does not take for a printable character (https://yaml.org/spec/1.2.2/#51-character-set).
CONTROL_RE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff"
)
# A value that may stand bare: no mark of YAML's at its head, no blank or colon at its end.
PLAIN_RE = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:.*[^\s:])?|-[^\s](?:.*[^\s:])?")
NOT_PLAIN_RE = re.compile(r":\s|\s#")
# A line as people write it:  key: value, or  - value
LINE_RE = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<key>[\w-]+)(?P<colon>[:：])|(?P<item>-))(?P<gap>[ \t]*)(?P<value>.*?)\s*"
)

# libyaml where the wheel brings it: the same events, some ten times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    """A value of YAML: a scalar, a list or a mapping; `end` is the offset behind all of it."""

    span: Span
    end: int
    scalar: str | None = None
    alias: bool = False
    items: list[Node] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)

    def at(self, *keys: str) -> Node | None:
        """Return the node at a path of keys, or None."""
        node = self
        for wanted in keys:
            found = next((value for key, value in node.pairs if key.scalar == wanted), None)
            if found is None:
                return None
            node = found
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
        place = source.line_span(1)
        why = "open" if opening else ("missing" if source.text.strip() else "empty")
        faults = [Fault("bad-front-matter", place, {"why": why})]
        return FrontMatter({}, place), len(source.text), faults
    span = source.span(min(opening.end() + 1, closing.start()), closing.start())
    body = min(closing.end() + 1, len(source.text))
    if len(span.text.encode()) > MAX_BYTES:
        return FrontMatter({}, span), body, [Fault("yaml-feature", _beyond(span), {"why": "size"})]
    node, faults = compose(source, span)
    fields: dict[str, Field] = {}
    unclear = set()
    for key, value in node.pairs if node else []:
        name = key.scalar or ""
        if name in fields:
            facts = {"key": name, "line": str(fields[name].key.span.line)}
            faults.append(Fault("duplicate-key", key.span, facts))
            continue
        fields[name], faulty = _field(key, value)
        # Where YAML can do more than it should, what it does is no second fault.
        deep = any(_within(fault.span, key.span.start, value) for fault in faults)
        faults += () if deep else faulty
        aliases = any(part.alias for part in (value, *value.items))
        if faulty or aliases or deep:
            unclear.add(name)
    if not fields and not faults:
        place = node.span if node else source.line_span(1)
        faults.append(Fault("bad-front-matter", place, {"why": "no-keys"}))
    return FrontMatter(fields, span, frozenset(unclear)), body, faults


def _beyond(span: Span) -> Span:
    """Return the line in which front matter becomes too long."""
    fitting = span.text.encode()[:MAX_BYTES].decode(errors="ignore")
    return span.source.line_span(span.source.line_number(span.start + len(fitting)))


def _within(place: Span, start: int, value: Node) -> bool:
    """Tell whether a place lies between the start of a key and the end of its value."""
    return start <= place.start <= value.end


def _field(key: Node, value: Node) -> tuple[Field, list[Fault]]:
    """Return a key with its values, and faults for what is nested deeper than front matter may be."""
    many = value.scalar is None
    facts = {"why": "nested", "key": key.scalar or ""}
    faults = []
    values = []
    for item in value.items if many else [value]:
        if item.scalar is None:
            faults.append(Fault("bad-front-matter", _first(item), facts))
        elif item.scalar or many:
            values.append(Scalar(item.scalar, item.span))
    if value.pairs:
        faults.append(Fault("bad-front-matter", _first(value), facts))
    return Field(Scalar(key.scalar or "", key.span), tuple(values), many, key.span), faults[:1]


def _first(node: Node) -> Span:
    """Return the first word of what is nested."""
    return node.pairs[0][0].span if node.pairs else node.span


def compose(source: Source, span: Span) -> tuple[Node | None, list[Fault]]:
    """Read YAML in a span of a file into nodes.

    Returns the root, or None where there is none or it does not parse, and the faults found.
    """
    control = CONTROL_RE.search(source.text, span.start, span.end)
    if control:
        facts = {"why": "character", "problem": f"U+{ord(control[0]):04X}"}
        return None, [Fault("bad-front-matter", source.span(*control.span()), facts)]
    walk = _Walk(source, span)
    try:
        return walk.root(), walk.faults
    except yaml.MarkedYAMLError as error:
        # Where something is begun and not ended, what matters is where it was begun.
        begun = "scanning a" in (error.context or "")
        mark = (error.context_mark if begun else None) or error.problem_mark
        offset = min(span.start + (mark.index if mark else 0), span.end)
        facts = {"why": "yaml", "problem": error.problem or "", "context": error.context or ""}
        place = source.span(offset, offset)
        return None, [*walk.faults, Fault("bad-front-matter", place, facts)]


_OPENINGS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSINGS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
# Where one of these stands the others do too, and one finding will do.
_TOGETHER = ("anchor", "alias", "merge")


class _Walk:
    """One walk over the events of YAML, gathering faults: one of each kind a file."""

    def __init__(self, source: Source, span: Span) -> None:
        self.source = source
        self.span = span
        self.faults: list[Fault] = []
        self._events = iter(yaml.parse(span.text, Loader=_LOADER))

    def root(self) -> Node | None:
        """Return the value of the whole, or None where there is none."""
        return self._node(0)

    def _fault(self, place: Span, why: str) -> None:
        kinds = _TOGETHER if why in _TOGETHER else (why,)
        if all(fault.facts["why"] not in kinds for fault in self.faults):
            self.faults.append(Fault("yaml-feature", place, {"why": why}))

    def _event(self) -> Iterator[tuple[yaml.Event, Span]]:
        """Yield events with their places, noting what the notation allows and the edition does not."""
        for event in self._events:
            place = self._place(event)
            anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
            if isinstance(event, yaml.AliasEvent):
                self._fault(place, "alias")
            elif anchor:
                self._fault(self.source.span(place.start, place.start + len(anchor) + 1), "anchor")
            elif tag not in (None, "!"):
                shown = place.text.partition("\n")[0].partition(" ")[0]
                self._fault(self.source.span(place.start, place.start + len(shown)), "tag")
            elif isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style:
                self._fault(place, "merge")
            yield event, place

    def _place(self, event: yaml.Event) -> Span:
        """Return where an event stands in the file."""
        if event.start_mark is None or event.end_mark is None:
            return self.source.span(self.span.start, self.span.start)
        start = min(self.span.start + event.start_mark.index, self.span.end)
        end = max(start, min(self.span.start + event.end_mark.index, self.span.end))
        # A plain or block scalar's end may lie behind the blanks and line ends that follow it.
        return self.source.span(start, start + len(self.source.text[start:end].rstrip()))

    def _node(self, level: int) -> Node | None:
        """Return the next value, or None where a collection or the document ends."""
        for event, place in self._event():
            if isinstance(event, yaml.ScalarEvent):
                return Node(_inner(place, event), place.end, _words(event.value))
            if isinstance(event, yaml.AliasEvent):
                return Node(place, place.end, "", alias=True)
            if isinstance(event, _CLOSINGS):
                return None
            if isinstance(event, _OPENINGS):
                return self._collection(event, place, level + 1)
        return None

    def _collection(self, event: yaml.Event, place: Span, level: int) -> Node:
        """Return the mapping or list that begins with `event`, as deep as the edition allows."""
        node = Node(place, place.end)
        if level > MAX_DEPTH:
            self._fault(self.source.span(place.start, place.start + 1), "depth")
            open_ones = 1
            for inner, _ in self._event():
                open_ones += isinstance(inner, _OPENINGS) - isinstance(inner, _CLOSINGS)
                if not open_ones:
                    break
            return node
        while (child := self._node(level)) is not None:
            value = child if isinstance(event, yaml.SequenceStartEvent) else self._node(level)
            if value is None:
                break
            node.end = value.end
            if value is child:
                node.items.append(child)
            else:
                node.pairs.append((child, value))
        return node


def _words(value: str) -> str:
    """Return the words of a scalar, with the control characters that its escapes made shown."""
    return CONTROL_RE.sub("\N{REPLACEMENT CHARACTER}", value)


def _inner(place: Span, event: yaml.ScalarEvent) -> Span:
    """Return the place of a scalar's words, without its quotation marks, tag or anchor."""
    start, end = place.start, place.end
    written = place.text
    if event.style in ("'", '"') and written.endswith(event.style) and len(written) >= 2:
        return place.source.span(start + written.index(event.style) + 1, end - 1)
    if written.endswith(event.value) and not event.style:
        return place.source.span(end - len(event.value), end)
    return place


def whole(scalar: Scalar) -> Span:
    """Return the place of a value with its quotation marks, for what is to stand instead of it."""
    span = scalar.span
    text = span.source.text
    mark = text[span.end : span.end + 1]
    if mark in ('"', "'") and mark and text[span.start - 1 : span.start] == mark:
        return span.source.span(span.start - 1, span.end + 1)
    return span


def written(words: str) -> str:
    """Return words as a value of front matter: bare where that will do, else in quotation marks."""
    if PLAIN_RE.fullmatch(words) and not NOT_PLAIN_RE.search(words):
        return words
    if '"' not in words and "\\" not in words:
        return f'"{words}"'
    return "'" + words.replace("'", "''") + "'"


def mended(line: str, *, nested: bool = False) -> str | None:
    """Return a line of front matter as it should be, or None where nothing is wrong with it.

    `nested` tells that keys may be indented.

    A line is a key with its value, or one of a list; what is looked at is the mistakes that people
    make who do not know YAML.
    """
    match = LINE_RE.fullmatch(line)
    if match is None or not match["value"]:
        return None
    key, item, value = match["key"] or "", match["item"] or "", match["value"]
    kept = match["indent"] if nested else ""
    lead = f"{kept}{key}: " if key else f"{match['indent'] or '  '}- "
    if key and (match["indent"] != kept or match["colon"] != ":" or not match["gap"]):
        quoted = value[0] in "'\"[|>" and _parses(value)
        return lead + (value if quoted else written(_bare(value)))
    if item and not match["gap"]:
        return None
    if item and "\t" in match["indent"]:
        return f"  - {value if _parses(value) else written(_bare(value))}"
    return None if _parses(value) else lead + written(_bare(value))


def _bare(value: str) -> str:
    """Return the words of a value that was meant to stand in quotation marks, without them."""
    if len(value) >= 2 and value[0] in "'\"" and value[-1] == value[0]:
        return value[1:-1]
    if value[0] in "'\"" and value.count(value[0]) == 1:
        return value[1:]
    return value


def _parses(value: str) -> bool:
    """Tell whether a value is one scalar by itself."""
    if value[0] in "|>":
        return bool(re.fullmatch(r"[|>][+-]?[1-9]?", value))
    try:
        events = list(yaml.parse(f"- {value}", Loader=_LOADER))
    except yaml.YAMLError:
        return False
    return any(isinstance(event, yaml.ScalarEvent) for event in events) and not any(
        isinstance(event, yaml.MappingStartEvent) for event in events
    )
