"""Rules on front matter and other data."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from edition.findings import Finding, Suggestion
from edition.model import KEYS
from edition.rules.nearest import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition, Fault, Field, FrontMatter, Key, Kind, Scalar
    from edition.source import Span

DATE_RE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
VALUE_RE = re.compile(r"^(?P<lead>[ \t]*(?:- )?[ \t]*(?:[\w-]+:[ \t]+)?)(?P<value>.*?)[ \t\r]*$")
NAMES: dict[Kind, str] = {"term": "an entry", "annotation": "an annotation", "text": "a text"}


def fronts(edition: Edition) -> Iterator[tuple[Kind, FrontMatter]]:
    """Yield the front matter of every file that has keys of its own, as far as it was read."""
    every: list[tuple[Kind, FrontMatter]] = [("text", text.front) for text in edition.texts]
    every += [("term", term.front) for term in edition.terms.values()]
    every += [("annotation", note.front) for note in edition.annotations.values()]
    return ((kind, front) for kind, front in every if front.fields)


def known_fields(edition: Edition) -> Iterator[tuple[Key, Field]]:
    """Yield every key that a file of its kind may have, with what stands there."""
    for kind, front in fronts(edition):
        for key in KEYS[kind]:
            found = front.fields.get(key.name)
            if found:
                yield key, found


def bad_front_matter(edition: Edition) -> Iterator[Finding]:
    """The front matter of a file parses; so do the files of data.

    Front matter stands between two lines of `---` at the head of the file, one `key: value` a line.
    A value that holds a colon followed by a blank is put in quotation marks.
    """
    for fault in edition.faults_of("bad-front-matter"):
        yield _bad_front_matter(fault)


def _bad_front_matter(fault: Fault) -> Finding:
    why = fault.facts["why"]
    if why == "yaml":
        return _bad_yaml(fault)
    message = "a file must begin with its front matter, between two lines of “---”"
    label, advice = "", ""
    if why == "empty":
        label, advice = "this file is empty", "Write the front matter and the body, or take it away."
    elif why == "missing":
        label, advice = "no line of “---” stands at its head", "Put “---” on the first line."
    elif why == "open":
        label = "the front matter that begins here is not closed"
        advice = "Put a line of “---” between the last key and the body."
    elif why == "no-keys":
        message = "front matter must be lines of “key: value”"
        label, advice = "no key stands here", "Write, for example: title: The two reports"
    elif why == "nested":
        message = f"the value of “{fault.facts['key']}” must be plain words or a list of them"
        label = "something nested stands here"
        advice = "Where the words hold a colon and a blank, put them in quotation marks."
    elif why == "character":
        message = "front matter must hold printable characters only"
        label = f"{fault.facts['problem']} stands here"
        advice = "Take the character away."
    elif why == "reference":
        message = "a reference must be a CSL-JSON record with an “id”"
        label, advice = "this one has none", "Give it an “id”: it is what citations name."
    else:
        message = "a file of data must be valid JSON"
        label = fault.facts["problem"]
        advice = "Look for a comma or a quotation mark that is missing, or one too many."
    return Finding(fault.span, message, label, (advice,))


def _bad_yaml(fault: Fault) -> Finding:
    """Return the finding of YAML that does not parse, in plain words, with the corrected line."""
    source = fault.span.source
    number = fault.span.line
    line = source.line_span(number)
    problem = fault.facts["problem"]
    message = "front matter must be lines of “key: value” that YAML can read"
    if "mapping values are not allowed" in problem:
        match = VALUE_RE.match(line.text)
        if match and match["value"]:
            quoted = f'{match["lead"]}"{match["value"].replace(chr(34), "’")}"'
            # The colon that YAML stumbled over is what the caret shows.
            colon = line.text.find(": ", match.start("value"))
            start = line.start + (colon if colon != -1 else match.start("value"))
            return Finding(
                source.span(start, start + 1),
                "a value that holds a colon must be in quotation marks",
                "this colon begins a second value",
                (f"Write: {quoted.strip()}",),
                Suggestion(line, quoted),
            )
    plain = {
        "found character that cannot start any token": "this character cannot begin a value",
        "found unexpected end of stream": "a quotation mark is opened and not closed",
        "could not find expected ':'": "a key needs a colon behind it",
        "did not find expected key": "a key is expected here",
    }
    label = next((words for start, words in plain.items() if problem.startswith(start)), problem)
    if not fault.span.text and fault.span.start == len(source.text):
        label = label or "the front matter ends here"
    return Finding(
        fault.span,
        message,
        label,
        ("Put the value in quotation marks, and look at the line above for one left open.",),
    )


def yaml_feature(edition: Edition) -> Iterator[Finding]:
    """Front matter is plain: no aliases, anchors, tags or merge keys, at most 4 KB, depth 4.

    YAML can do far more than an edition needs, and some of it is used for attacks.
    """
    words = {
        "alias": ("no alias (*name)", "this is an alias", "Write the value out."),
        "anchor": ("no anchor (&name)", "this value has an anchor", "Take the “&name” away."),
        "tag": ("no tag (!name)", "this value has a tag", "Take the “!name” away."),
        "merge": ("no merge key (<<)", "this is a merge key", "Write the keys out."),
        "size": ("at most 4 KB", "this front matter is longer", "Put prose into the body."),
        "depth": ("lists and keys at most 4 deep", "this is deeper", "Make it flat."),
    }
    for fault in edition.faults_of("yaml-feature"):
        message, label, advice = words[fault.facts["why"]]
        yield Finding(fault.span, f"front matter must have {message}", label, (advice,))


def duplicate_key(edition: Edition) -> Iterator[Finding]:
    """Each key stands once."""
    for fault in edition.faults_of("duplicate-key"):
        key, line = fault.facts["key"], fault.facts["line"]
        yield Finding(
            fault.span,
            f"the key “{key}” must stand once",
            f"it stands in line {line} already",
            ("Keep one of the two.",),
        )


def missing_key(edition: Edition) -> Iterator[Finding]:
    """Every key that a file of its kind needs is there, with a value."""
    for kind, front in fronts(edition):
        for key in KEYS[kind]:
            found = front.fields.get(key.name)
            if not key.required or (found and found.values):
                continue
            allowed = f" (one of {', '.join(key.allowed)})" if key.allowed else ""
            yield Finding(
                found.span if found else front.span.source.line_span(1),
                f"{NAMES[kind]} must have the key “{key.name}”{allowed}",
                "it has no value" if found else "it is missing from this front matter",
                (f"Add a line: {key.name}: {key.allowed[0] if key.allowed else '…'}",),
            )


def unknown_key(edition: Edition) -> Iterator[Finding]:
    """No other keys stand in front matter than those that a file of its kind may have."""
    for kind, front in fronts(edition):
        names = [key.name for key in KEYS[kind]]
        for name, found in front.fields.items():
            if name in names:
                continue
            near = nearest(name, [other for other in names if other not in front.fields])
            advice = f"Did you mean {listed(near)}?" if near else f"The keys are: {', '.join(names)}."
            yield Finding(
                found.key.span,
                f"{NAMES[kind]} must have no key “{name}”",
                "this key is not known",
                (advice,),
                Suggestion(found.key.span, near[0]) if near else None,
            )


def wrong_value(edition: Edition) -> Iterator[Finding]:
    """A value is of its key’s kind and, where there is a list of values, one of them.

    All values are read as text, so that `NO`, `12:30` and `0123` keep their meaning.
    """
    for fault in edition.faults_of("wrong-value"):
        yield Finding(
            fault.span,
            "a gap must be written “gap3a after p3.3: what is absent there”",
            "this is not of that form",
        )
    for key, found in known_fields(edition):
        if key.many != found.many and found.values:
            shape = "a list, one line of “- …” for each" if key.many else "one value, not a list"
            yield Finding(found.key.span, f"“{key.name}” must be {shape}", "this is not")
            continue
        for value in found.values:
            yield from _wrong_value(key, value)


def _wrong_value(key: Key, value: Scalar) -> Iterator[Finding]:
    if key.allowed and value.text not in key.allowed:
        near = nearest(value.text, key.allowed)
        yield Finding(
            value.span,
            f"“{key.name}” must be {listed(key.allowed)}",
            f"“{value.text}” is none of them",
            (f"Write: {key.name}: {near[0]}",) if near else (),
            Suggestion(value.span, near[0]) if near else None,
        )
    if key.takes == "number" and not re.fullmatch(r"[1-9]\d{0,8}", value.text):
        yield Finding(
            value.span,
            f"“{key.name}” must be a whole number from 1",
            f"“{value.text}” is not one",
        )


def bad_date(edition: Edition) -> Iterator[Finding]:
    """A date is a real one by ISO 8601, `2026-11-24`, and not in the future.

    A year, or a year and a month, will do where no more is known (EDTF level 0).
    """
    # A contributor east of the machine may already live in tomorrow.
    latest = datetime.now(tz=UTC).date() + timedelta(days=1)
    for key, found in known_fields(edition):
        if key.takes != "date":
            continue
        for value in found.values:
            yield from _bad_date(key, value.text, value.span, latest)


def _bad_date(key: Key, written: str, span: Span, latest: date) -> Iterator[Finding]:
    match = DATE_RE.fullmatch(written)
    try:
        parts = [int(part or 1) for part in match.groups()] if match else []
        day = date(*parts) if parts else None
    except ValueError:
        day = None
    if day is None:
        yield Finding(
            span,
            f"“{key.name}” must be a date such as 2026-11-24",
            f"“{written}” is not one",
            ("Write the year, the month and the day, each in figures, with hyphens between.",),
        )
    elif day > latest:
        yield Finding(span, f"“{key.name}” must not lie in the future", f"“{written}” does")


def duplicate_id(edition: Edition) -> Iterator[Finding]:
    """An id belongs to one thing only: an entry, an annotation or a passage."""
    taken: dict[str, str] = {}
    owners = [
        *((name, "a passage", passage.span) for name, passage in edition.passages.items()),
        *((term.id, "an entry", term.source.span(0, 0)) for term in edition.terms.values()),
        *(
            (note.id, "an annotation", note.source.span(0, 0))
            for note in edition.annotations.values()
        ),
    ]
    for name, what, span in owners:
        if name in taken:
            yield Finding(
                span,
                f"the id “{name}” must belong to one thing only",
                f"{taken[name]} has it already",
                ("Give this file another name.",),
            )
        taken.setdefault(name, what)
