"""Rules on front matter and other data."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from edition import front_matter, notation
from edition.bodies import WORD_RE
from edition.findings import Finding, Suggestion
from edition.model import KEYS
from edition.rules.nearest import listed, nearest, short
from edition.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.model import Edition, Fault, Field, FrontMatter, Key, Kind, Scalar
    from edition.source import Span

DATE_RE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
# 2026/11/4   4 November 2026   November 4, 2026
OTHER_DATES = (
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<month>[A-Z][a-z]+) (?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[A-Z][a-z]+) (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})"),
    # Where only one of the two can be a month.
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>1[3-9]|2[0-9]|3[01])/(?P<year>[0-9]{4})"),
    re.compile(r"(?P<day>1[3-9]|2[0-9]|3[01])[/.](?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})"),
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBER = "a whole number from 1"
NAMES: dict[Kind, str] = {
    "term": "an entry",
    "annotation": "an annotation",
    "person": "a person or body",
    "text": "a text",
    "facing": "an original that faces a text",
}


def fronts(edition: Edition) -> Iterator[tuple[Kind, FrontMatter]]:
    """Yield the front matter of every file that has keys of its own, as far as it was read."""
    every: list[tuple[Kind, FrontMatter]] = [(text.kind, text.front) for text in edition.all_texts]
    every += [("term", term.front) for term in edition.terms.values()]
    every += [("annotation", note.front) for note in edition.annotations.values()]
    every += [("person", person.front) for person in edition.people.values()]
    return ((kind, front) for kind, front in every if front.fields)


def known_fields(edition: Edition) -> Iterator[tuple[Key, Field]]:
    """Yield every key that a file of its kind may have, with what could be read there."""
    for kind, front in fronts(edition):
        for key in KEYS[kind]:
            found = front.fields.get(key.name)
            if found and key.name not in front.unclear:
                yield key, found


def bad_front_matter(edition: Edition) -> Iterator[Finding]:
    """The front matter of a file parses; so do the files of data.

    Front matter stands between two lines of `---` at the head of the file, one `key: value` a line.
    A value that holds a colon followed by a blank is put in quotation marks.
    """
    for fault in edition.faults_of("bad-front-matter"):
        yield _bad_front_matter(fault)


HEAD = "a file must begin with its front matter, between two lines of “---”"
# Message, label and help of what can be told in the same words everywhere.
BAD: Mapping[str, tuple[str, str, str]] = {
    "empty": (HEAD, "this file is empty", "Write the front matter and the body, or take it away."),
    "missing": (HEAD, "no line of “---” stands above this", "Put a line of “---” at its head."),
    "open": (
        HEAD,
        "the front matter that begins here is not closed",
        "Put a line of “---” between the last key and the body.",
    ),
    "no-keys": (
        "front matter must be lines of “key: value”",
        "no key stands here",
        "Write, for example: title: The two reports",
    ),
    "reference": (
        "a reference must be a CSL-JSON record with an “id”",
        "this one has none",
        "Give it an “id”: it is what citations name.",
    ),
    "ledger": (
        "the ledger must be as it is written by: edition freeze",
        "what stands here is not",
        "Put it back as it was.",
    ),
}


def _bad_front_matter(fault: Fault) -> Finding:
    why = fault.facts["why"]
    if why == "yaml":
        return _bad_yaml(fault)
    if why == "nested":
        return _nested(fault)
    if why == "json":
        return _bad_json(fault)
    if why == "character":
        return Finding(
            fault.span,
            f"{_what(fault.span.source.path)} must hold printable characters only",
            f"{fault.facts['problem']} stands here",
            ("Take the character away.",),
            Suggestion(fault.span, ""),
        )
    message, label, advice = BAD[why]
    # Of a line that is not front matter at all its first word is enough to show.
    first = re.match(r"\s*\S+", fault.span.text) if why in ("missing", "reference") else None
    end = fault.span.start + first.end() if first else fault.span.end
    return Finding(fault.span.source.span(fault.span.start, end), message, label, (advice,))


def _bad_json(fault: Fault) -> Finding:
    """Return the finding of JSON that does not parse, in plain words."""
    source, problem = fault.span.source, fault.facts["problem"]
    message = f"{source.path} must be valid JSON"
    if not source.text.strip():
        return Finding(fault.span, message, "this file is empty", ("Put back what stood in it.",))
    plain = (words for start, words in JSON_PROBLEMS.items() if problem.startswith(start))
    label = next(plain, problem or "a number here is too long")
    return Finding(fault.span, message, label, ("Look at what stands just before it, too.",))


# What Python's parser says (https://docs.python.org/3/library/json.html), in plain words.
JSON_PROBLEMS = {
    "Expecting value": "a value is expected here",
    "Expecting ',' delimiter": "a comma is missing before this",
    "Expecting ':' delimiter": "a colon is missing before this",
    "Expecting property name": "a name in double quotation marks is expected here",
    "Expecting '['": "the list of references, “[”, is expected here",
    "Expecting ','": "a comma is missing before this",
    "Extra data": "nothing may follow here",
    "Unterminated string": "the quotation mark that is opened here is not closed",
    "Invalid control character": "a line may not end within quotation marks",
    "Invalid \\": "a backslash must be written twice",
    "Illegal trailing comma": "no comma may stand behind the last value",
    "nested too deep": "this is nested too deep",
}
YAML_PROBLEMS = {
    "found character that cannot start any token": "this character cannot begin a value",
    "found unexpected end of stream": "the quotation mark that is opened here is not closed",
    "could not find expected ':'": "no key with its colon stands here",
    "did not find expected key": "a key is expected here",
    "mapping values are not allowed": "this colon begins a second value",
    "block sequence entries are not allowed": "a list begins on a line of its own",
    "did not find expected '-' indicator": "a line of the list is expected here",
}


def _what(path: str) -> str:
    """Return what a file’s YAML is, in words."""
    return "front matter" if path.endswith(".md") else path


def _bad_yaml(fault: Fault) -> Finding:
    """Return the finding of YAML that does not parse, in plain words, with the corrected line."""
    source = fault.span.source
    nested = source.path.endswith("mkdocs.yml")
    for number in range(1, fault.span.line + 1):
        line = source.line_span(number)
        fixed = front_matter.mended(line.text, nested=nested)
        if fixed is not None and _helps(fault, line, fixed):
            return _in_line(line, fixed)
    line = source.line_span(fault.span.line)
    first, _, rest = line.text.partition(" ")
    if any(first == key.name for keys in KEYS.values() for key in keys) and rest.strip():
        fixed = f"{first}: {front_matter.written(rest.strip())}"
        return Finding(
            source.span(line.start, line.start + len(first)),
            "a key must be followed by a colon and a blank",
            "the colon is missing behind this",
            (f"Write: {fixed}",),
            Suggestion(line, fixed),
        )
    problem = fault.facts["problem"]
    plain = (words for start, words in YAML_PROBLEMS.items() if problem.startswith(start))
    return Finding(
        fault.span,
        f"{_what(source.path)} must be lines of “key: value”, as YAML reads them",
        next(plain, problem),
        ("Put the value in quotation marks, and look at the line above for one left open.",),
    )


def _helps(fault: Fault, line: Span, fixed: str) -> bool:
    """Tell whether YAML gets beyond the place of a fault when a line is put right."""
    text = line.source.text
    tried = Source(line.source.path, f"{text[: line.start]}{fixed}{text[line.end :]}")
    grown = len(tried.text) - len(text)
    if tried.path.endswith(".md"):
        faults = front_matter.split(tried)[2]
    else:
        faults = front_matter.compose(tried, tried.span(0, len(tried.text)))[1]
    left = [one for one in faults if one.rule == fault.rule and one.facts["why"] == "yaml"]
    return all(one.span.start - grown > max(fault.span.start, line.end) for one in left)


def _in_line(line: Span, fixed: str) -> Finding:
    """Return the finding of one line of front matter that is not as it should be."""
    match = front_matter.LINE_RE.fullmatch(line.text)
    key = match["key"] if match else None
    value = match["value"] if match else ""
    begin = match.start("value") if match else 0
    colon = front_matter.NOT_PLAIN_RE.search(f"{value} ")
    mark = value[:1]
    closing = value.find(mark, 1)
    start, end = begin, begin + 1
    message = f"a value that begins with “{mark}” must be in quotation marks"
    label = "this mark has a meaning of its own here"
    if match and key and match["colon"] != ":":
        start, end = match.span("colon")
        message, label = "a key must be followed by a plain colon and a blank", "this colon is wide"
    elif match and key and not match["gap"]:
        start, end = match.span("colon")
        message, label = "a key must be followed by a colon and a blank", "the blank is missing"
    elif match and match["indent"] and (key or "\t" in match["indent"]):
        start, end = match.span("indent")
        message = "a key must begin its line" if key else "a list must be indented with blanks"
        label = "nothing may stand before it" if key else "this is a tab"
    elif mark in "'\"" and closing == -1:
        message = "a quotation mark that is opened must be closed"
        label = "this one is not"
    elif mark in "'\"":
        start, end = begin + closing + 1, begin + len(value)
        message = "nothing must stand behind a quotation mark that closes"
        label = "this does"
    elif colon and colon[0][0] == ":":
        start = begin + colon.start()
        end = start + 1
        message, label = (
            "a value that holds a colon must be in quotation marks",
            "this is the colon",
        )
    return Finding(
        line.source.span(line.start + start, line.start + end),
        message,
        label,
        (f"Write: {fixed.strip()}",),
        Suggestion(line, fixed),
    )


def _nested(fault: Fault) -> Finding:
    """Return the finding of something nested, often a line of a list that holds a colon."""
    line = fault.span.source.line_span(fault.span.line)
    fixed = front_matter.mended(line.text)
    if fixed is not None and line.text.lstrip().startswith("-"):
        return _in_line(line, fixed)
    return Finding(
        fault.span,
        f"the value of “{short(fault.facts['key'])}” must be plain words, or a list of them",
        "something nested begins here",
        ("Where the words hold a colon and a blank, put them in quotation marks.",),
    )


def yaml_feature(edition: Edition) -> Iterator[Finding]:
    """Front matter is plain: no aliases, anchors, tags or merge keys, at most 4 KB, depth 4.

    YAML can do far more than an edition needs, and some of it is used for attacks.
    """
    words = {
        "alias": ("no alias (*name)", "this is an alias", "Write the value out."),
        "anchor": (
            "no anchor (&name)",
            "this is an anchor",
            "Write each value out where it stands.",
        ),
        "tag": ("no tag (!name)", "this is a tag", "Take it away: every value is text."),
        "merge": ("no merge key (<<)", "this is a merge key", "Write the keys out."),
        "size": ("at most 4 KB", "here it becomes longer", "Put prose into the body."),
        "depth": ("lists and keys at most 4 deep", "this is deeper", "Make it flat."),
    }
    for fault in edition.faults_of("yaml-feature"):
        message, label, advice = words[fault.facts["why"]]
        message = f"{_what(fault.span.source.path)} must have {message}"
        yield Finding(fault.span, message, label, (advice,))


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
        required = [key for key in KEYS[kind] if key.required and key.name not in front.unclear]
        for key in required:
            found = front.fields.get(key.name)
            if found and not found.values:
                yield Finding(
                    found.key.span,
                    f"the key “{key.name}” must have a value",
                    "nothing stands behind it",
                    (_to_add(edition, key),),
                )
        there = {*front.fields, *misspelt(kind, front)}
        missing = [key for key in required if key.name not in there]
        # Where YAML was at fault, what it hid is unknown.
        if missing and not front.unclear:
            names = listed([key.name for key in missing], "and")
            yield Finding(
                front.span.source.line_span(1),
                f"{NAMES[kind]} must have the key{'s'[: len(missing) > 1]} {names}",
                "the front matter that begins here does not",
                tuple(_to_add(edition, key) for key in missing),
            )


def _to_add(edition: Edition, key: Key) -> str:
    """Return the line to add for a key."""
    if key.takes == "contributor" and edition.contributors:
        return f"Write: {key.name}: {next(iter(edition.contributors))}"
    if key.allowed:
        return f"Write: {key.name}: {key.allowed[0]}    (or {listed(key.allowed[1:])})"
    value = {"date": "2026-11-24", "number": "1", "passage": "p2.3"}.get(key.takes, "…")
    return f"Write: {key.name}: {value}"


def _unknown_keys(kind: Kind, front: FrontMatter) -> Iterator[tuple[Field, list[str]]]:
    """Yield the keys that a file of its kind may not have, with the nearest that it may."""
    names = [key.name for key in KEYS[kind]]
    free = [name for name in names if name not in front.fields]
    for name, found in front.fields.items():
        if name not in names and name not in front.unclear:
            yield found, nearest(name, free)


def misspelt(kind: Kind, front: FrontMatter) -> set[str]:
    """Return the keys that are there under a wrong name; `unknown-key` says so, and nothing else."""
    return {name for _, near in _unknown_keys(kind, front) for name in near[:1]}


def clear(kind: Kind, front: FrontMatter, *keys: str) -> bool:
    """Tell whether each of these keys has one value that could be read, or is surely not there.

    Where it is not so, another rule says what is wrong.
    """
    found = [front.fields[key] for key in keys if key in front.fields]
    return (
        not front.unclear
        and misspelt(kind, front).isdisjoint(keys)
        and all(not one.many and all(value.text.strip() for value in one.values) for one in found)
    )


def without(field: Field, value: Scalar | None = None) -> Suggestion | None:
    """Return the suggestion that takes a key away, or one value of its list, with all its lines.

    Returns None where other values stand on the same line.
    """
    source = field.key.span.source
    first, last = field.key, field.values[-1] if field.values else field.key
    if value and len(field.values) > 1:
        first = last = value
        if not source.line_span(value.span.line).text.lstrip().startswith("-"):
            return None
    end = source.line_number(front_matter.whole(last).end)
    following = source.line_starts[end : end + 1]
    begin = source.line_span(first.span.line).start
    return Suggestion(source.span(begin, following[0] if following else len(source.text)), "")


def reasoned(words: str) -> bool:
    """Tell whether words may be a reason; one word, such as “yes”, is none."""
    return len(WORD_RE.findall(words)) > 1


def unknown_key(edition: Edition) -> Iterator[Finding]:
    """No other keys stand in front matter than those that a file of its kind may have."""
    for kind, front in fronts(edition):
        for found, near in _unknown_keys(kind, front):
            names = ", ".join(key.name for key in KEYS[kind])
            yield Finding(
                found.key.span,
                f"{NAMES[kind]} must have no key “{short(found.key.text)}”",
                f"did you mean {listed(near)}?" if near else "this key is not known",
                (f"Write: {near[0]}: {short(front.text(found.key.text))}".rstrip(),)
                if near
                else (f"The keys are: {names}.",),
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
            ("Put the whole in quotation marks, since it holds a colon.",),
        )
    for key, found in known_fields(edition):
        if key.many != found.many and found.values:
            yield _wrong_shape(key, found)
            continue
        for value in found.values:
            yield from _wrong_value(key, value)


def _wrong_shape(key: Key, found: Field) -> Finding:
    """Return the finding of one value where a list should be, or the other way about."""
    first = front_matter.written(found.values[0].text)
    end = front_matter.whole(found.values[-1]).end
    place = found.span.source.span(found.span.start, end)
    if key.many:
        fixed = f"{key.name}:\n  - {first}"
        return Finding(
            front_matter.whole(found.values[0]),
            f"“{key.name}” must be a list, each of its values on a line of its own",
            "this is a single value",
            (f"Write “{key.name}:” alone on its line, and on the next:   - {first}",),
            Suggestion(place, fixed),
        )
    single = len(found.values) == 1
    return Finding(
        front_matter.whole(found.values[0 if single else 1]),
        f"“{key.name}” must have one value, not a list",
        "this is a list of one" if single else "this is a second value",
        (f"Write: {key.name}: {first}",),
        Suggestion(place, f"{key.name}: {first}") if single and "[" not in place.text else None,
    )


def _wrong_value(key: Key, value: Scalar) -> Iterator[Finding]:
    place = front_matter.whole(value)
    if not value.text.strip():
        message = f"a value of “{key.name}” must not be empty"
        yield Finding(place, message, "nothing stands here", ("Take the line away.",))
    elif key.allowed and value.text not in key.allowed:
        near = nearest(value.text, key.allowed)
        yield Finding(
            value.span,
            f"“{key.name}” must be {listed(key.allowed)}",
            f"“{short(value.text)}” is {'neither' if len(key.allowed) == 2 else 'none of them'}",
            (f"Write: {key.name}: {near[0] if near else key.allowed[0]}",),
            Suggestion(place, near[0]) if near else None,
        )
    elif key.takes == "number" and not notation.COUNT_RE.fullmatch(value.text):
        label = f"“{short(value.text)}” is not one"
        advice = (f"Write, for example: {key.name}: 2",)
        yield Finding(value.span, f"“{key.name}” must be {NUMBER}", label, advice)


def bad_date(edition: Edition) -> Iterator[Finding]:
    """A date is a real one by ISO 8601, `2026-11-24`, and not in the future.

    A year, or a year and a month, will do where no more is known (EDTF level 0).
    """
    for fault in edition.faults_of("bad-date"):
        yield Finding(
            fault.span,
            "the date of the edition must be a day such as 2026-11-24",
            f"“{short(fault.facts['value'])}” is none",
            ("Write the year, the month and the day in figures, with hyphens between.",),
        )
    # A contributor east of the machine may already live in tomorrow.
    latest = datetime.now(tz=UTC).date() + timedelta(days=1)
    for key, found in known_fields(edition):
        if key.takes == "date":
            for value in found.values:
                yield from _bad_date(key, value, latest)


def _bad_date(key: Key, value: Scalar, latest: date) -> Iterator[Finding]:
    match = DATE_RE.fullmatch(value.text)
    day = _day(match) if match else None
    if day and day > latest:
        message, label = f"“{key.name}” must not lie in the future", f"“{value.text}” does"
        yield Finding(value.span, message, label, ("Write the day on which it was written.",))
    if day:
        return
    meant = meant_day(value.text)
    yield Finding(
        value.span,
        f"“{key.name}” must be a date such as 2026-11-24",
        "there is no such day" if match else f"“{short(value.text)}” is not written so",
        (f"Write: {key.name}: {meant}",)
        if meant
        else ("Write the year, the month and the day in figures, with hyphens between.",),
        Suggestion(front_matter.whole(value), str(meant)) if meant else None,
    )


def meant_day(written: str) -> date | None:
    """Return the day that was meant where it is written in another way, or None."""
    others = (_day(found) for form in OTHER_DATES if (found := form.fullmatch(written)))
    return next((other for other in others if other), None)


def _day(match: re.Match[str]) -> date | None:
    """Return the day that was written, or None where there is no such day."""
    month = (match["month"] or "1").lower()
    number = MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else month
    try:
        return date(int(match["year"]), int(number), int(match["day"] or 1))
    except ValueError:
        return None


def _whole(source: Source) -> Span:
    """Return the place that is a file as a whole."""
    return Source(source.path, "").span(0, 0)


def duplicate_id(edition: Edition) -> Iterator[Finding]:
    """An id belongs to one thing only: an entry, an annotation, a person or a passage."""
    taken: dict[str, str] = {}
    owners = [
        *((name, "a passage", passage.span) for name, passage in edition.passages.items()),
        *((term.id, "an entry", _whole(term.source)) for term in edition.terms.values()),
        *((note.id, "an annotation", _whole(note.source)) for note in edition.annotations.values()),
        *((one.id, "a person or body", _whole(one.source)) for one in edition.people.values()),
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
