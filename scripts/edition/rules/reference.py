"""Rules on the works in `docs/references.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from edition import csl, identifiers, notation
from edition.findings import Finding, Severity, Suggestion
from edition.rules.annotation import cited
from edition.rules.nearest import listed, nearest, short, there_is_no

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition, Reference
    from edition.source import Span

# What to write for a field that is missing.
SOME = '"…"'
EXAMPLES = {
    "URL": '"https://…"',
    "accessed": '{ "date-parts": [[2026, 11, 24]] }',
}

# 反右派始末 (Fan youpai shimo) [The Anti-Rightist Campaign]
CHINESE_RE = re.compile(r"[^(\[a-z]*[\u3400-\u9fff][^(\[]*")
TOKEN_RE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record, with the places of its name and its value, quotation marks included."""

    key: Span
    value: Span

    @property
    def words(self) -> Span:
        """The place of the value without its quotation marks."""
        return _bare(self.value)

    @property
    def name(self) -> Span:
        """The place of the name without its quotation marks."""
        return _bare(self.key)


def _bare(span: Span) -> Span:
    """Return the place of a JSON text without its quotation marks."""
    if not span.text.startswith('"'):
        return span
    return span.source.span(span.start + 1, span.end - 1)


def members(record: Span) -> Mapping[str, Member]:
    """Return the fields of a JSON object that parses, by name, less those of what is nested in it.

    Of two with one name the second counts, as in Python (https://docs.python.org/3/library/json.html).
    """
    found: dict[str, Member] = {}
    depth = end = 0
    name: re.Match[str] | None = None
    begin: int | None = None
    for match in TOKEN_RE.finditer(record.text):
        mark = match[0]
        if depth == 1 and mark in ",}":
            if name and begin is not None:
                found[json.loads(name[0])] = Member(
                    record.source.span(record.start + name.start(), record.start + name.end()),
                    record.source.span(record.start + begin, record.start + end),
                )
            name = begin = None
        elif depth == 1 and name is None:
            name = match
        elif depth == 1 and mark != ":" and begin is None:
            begin = match.start()
        depth += (mark in "{[") - (mark in "}]")
        end = match.end()
    return found


def _value(record: Span, field: str) -> Span:
    """Return the place of a field's value, or of the record's id where it has no such field."""
    found = members(record)
    return (found.get(field) or found["id"]).words


def _without(record: Span, field: str) -> Suggestion:
    """Return the repair that takes a field away, with one of the commas beside it."""
    member = members(record)[field]
    text, start, end = record.source.text, member.key.start, member.value.end
    before = len(text[:start].rstrip())
    if text[before - 1] == ",":
        return Suggestion(record.source.span(before - 1, end), "")
    behind = re.compile(r"\s*,\s*").match(text, end)
    return Suggestion(record.source.span(start, behind.end() if behind else end), "")


def _to_add(record: Span, beside: str, field: str, what: str = "") -> str:
    """Return the line to add for a field, and where: beside another, so that the commas are right."""
    member = members(record).get(beside)
    text = record.source.text
    last = member and not text[member.value.end :].lstrip().startswith(",")
    where = "above" if last else "below"
    return f"Write {where} this line{what}: {_example(field)},"


def _example(field: str) -> str:
    """Return how a field is written, with a value to be replaced."""
    return f'"{field}": {EXAMPLES.get(field, SOME)}'


def _json(value: object) -> str:
    """Return a value as a file of references has it."""
    return json.dumps(value, ensure_ascii=False)


def incomplete_reference(edition: Edition) -> Iterator[Finding]:
    """A work has a type and the fields that its type needs, in the form that CSL gives them.

    Few are needed, for what nobody saw is not printed: a title; for what was printed inside
    something else, the name of that (`container-title`); for a page of the web, its address (`URL`) or
    the name of its site. Chicago prints a reference entry only with an author or an address, and an
    interview or a letter only where a reader can get hold of it.
    A type or a field that CSL does not know is refused, since it would be left out in silence, and
    so is a `note`: what the editors saw is not printed.
    """
    for reference in edition.references.values():
        yield from _type(reference)
        yield from _fields(reference)
        yield from _missing(reference)


def _type(reference: Reference) -> Iterator[Finding]:
    if "type" not in reference.csl:
        yield Finding(
            _value(reference.span, "id"),
            "a work must have a “type”",
            "this one has none",
            ('Write, for example: "type": "book"',),
        )
        return
    kind = reference.csl["type"]
    if str(kind) in csl.TYPES:
        return
    near = nearest(str(kind), sorted(csl.TYPES))
    span = members(reference.span)["type"].value
    yield Finding(
        _bare(span),
        "the “type” of a work must be one that CSL knows",
        there_is_no(kind, near) if isinstance(kind, str) else "this is not a word",
        (f'Write: "type": "{near[0]}"',)
        if near
        else (f'They are listed in {csl.SPECIFICATION}. Where none fits: "type": "document"',),
        Suggestion(span, _json(near[0])) if near else None,
    )


def _fields(reference: Reference) -> Iterator[Finding]:
    for field, value in reference.csl.items():
        if field not in csl.FIELDS:
            yield _unknown_field(reference, field)
        elif field == "note":
            yield Finding(
                members(reference.span)[field].name,
                "a work must have no “note”: what the editors saw is not printed",
                "this is one",
                ("Take it away; what a reader should know of it belongs where it is cited.",),
                _without(reference.span, field),
            )
        elif field not in ("id", "type"):
            yield from _malformed(reference, field, value)


def _nearest_fields(reference: Reference, field: str) -> list[str]:
    """Return the fields most like one that CSL does not know, less those that the work has."""
    return nearest(field, sorted(csl.FIELDS - reference.csl.keys()))


def _unknown_field(reference: Reference, field: str) -> Finding:
    near = _nearest_fields(reference, field)
    member = members(reference.span)[field]
    # A value that runs over several lines is not repeated.
    value = member.value.text if member.value.text.isprintable() else "…"
    return Finding(
        member.name,
        "a field of a work must be one that CSL knows, or it is not printed",
        there_is_no(field, near),
        (f'Write: "{near[0]}": {short(value)}',)
        if near
        else (f"Take it away, or choose another: they are listed in {csl.SPECIFICATION}.",),
        Suggestion(member.name, near[0]) if near else None,
    )


def _malformed(reference: Reference, field: str, value: object) -> Iterator[Finding]:
    """Yield what is wrong with the form of a field’s value, for which pandoc would give up."""
    mended: object = None
    label = "this is not written so"
    if field in csl.NAMES:
        if csl.are_names(value):
            return
        message = f"“{field}” must be a list of names"
        advice = f'Write: "{field}": [{{ "family": "Perry", "given": "Elizabeth J." }}]'
        mended = _names(value)
    elif field in csl.DATES:
        if csl.is_date(value):
            return
        message = f"“{field}” must be a date in parts: year, month, day, as far as they are known"
        advice = f'Write: "{field}": {{ "date-parts": [[1957, 4, 27]] }}'
        mended = _date(value)
        if csl.parts(value):
            label, advice = "there is no such day", "Compare it with the work itself."
    else:
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return
        message = f"“{field}” must be words or a number"
        advice = f'Write: "{field}": "…"'
    place = members(reference.span)[field].value
    if not value or not str(value).strip():
        label = "nothing stands here"
    yield Finding(
        place,
        message,
        label,
        (f'Write: "{field}": {_json(mended)}' if mended else advice,),
        Suggestion(place, _json(mended)) if mended else None,
    )


def _names(value: object) -> object:
    """Return a list of names for what was meant as one, or None."""
    names = value if isinstance(value, list) else [value]
    made = [{"literal": name} if isinstance(name, str) else name for name in names]
    return made if csl.are_names(made) else None


def _date(value: object) -> object:
    """Return a date in parts for what was meant as one, or None."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", str(value)):
        parts = [int(part) for part in str(value).split("-")]
    made = {"date-parts": [parts]}
    return made if csl.is_date(made) else None


def _missing(reference: Reference) -> Iterator[Finding]:
    kind = _words(reference, "type")
    if kind not in csl.TYPES:
        # What is needed depends on what it is meant to be.
        return
    # A field that is only misspelt is told as such.
    unknown = [field for field in reference.csl if field not in csl.FIELDS]
    meant = {near for field in unknown for near in _nearest_fields(reference, field)[:1]}
    for choices in csl.NEEDED.get(kind, csl.EVERY):
        if meant.isdisjoint(choices) and not any(field in reference.csl for field in choices):
            which = "the field" if len(choices) == 1 else "one of the fields"
            yield Finding(
                _value(reference.span, "id"),
                f"a work of the type “{kind}” must have {which} {listed(choices)}",
                "this one has none",
                (_to_add(reference.span, "id", choices[0]),),
            )


def duplicate_reference(edition: Edition) -> Iterator[Finding]:
    """A key, a DOI and an ISBN belong to one work; one title and year are one work, as a rule.

    Small and capital letters of a DOI are the same, and so are an ISBN of ten digits and that of
    thirteen made from it. Parts of one book share its ISBN. A second record with the same title and
    year is pointed out, unless others made it; of a Chinese title the Chinese alone is compared.
    """
    for fault in edition.faults_of("duplicate-reference"):
        line = members(edition.references[fault.facts["key"]].span)["id"].value.line
        yield Finding(
            _value(fault.span, "id"),
            "a key must belong to one work",
            f"it stands in line {line} already",
            ("Give this work a key of its own or, if it is the same, keep one of the two.",),
        )
    taken: dict[tuple[str, str], Reference] = {}
    works: dict[tuple[str, object], list[Reference]] = {}
    for reference in edition.references.values():
        told = False
        for field, number in _numbers(reference):
            first = taken.setdefault((field, number), reference)
            if first is not reference:
                told = True
                yield _same(reference, first, field, "a DOI" if field == "DOI" else "an ISBN")
        title = _title(reference)
        if not title:
            continue
        others = works.setdefault((title, _year(reference)), [])
        alike = next((other for other in others if _same_people(reference, other)), None)
        others.append(reference)
        if alike and not told:
            yield _same(reference, alike, "title", "a title with its year")


def _same(reference: Reference, first: Reference, field: str, what: str) -> Finding:
    line = members(first.span)["id"].value.line
    return Finding(
        _value(reference.span, field),
        f"{what} {'should' if field == 'title' else 'must'} belong to one work",
        f"“{short(first.id)}” in line {line} has it already",
        (f"Keep one of the two, and cite that: [@{short(first.id)}]",),
        severity=Severity.WARNING if field == "title" else None,
    )


def _words(reference: Reference, field: str) -> str:
    """Return a field as text, empty where it is none."""
    value = reference.csl.get(field)
    return value.strip() if isinstance(value, str) else ""


def _title(reference: Reference) -> str:
    """Return the title as it can be compared, empty where there is none.

    Of a Chinese title what stands before pinyin and translation, which are nobody's but ours.
    """
    title = notation.fold_marks(notation.fold(_words(reference, "title"))).casefold()
    chinese = CHINESE_RE.match(title)
    return chinese[0].strip() if chinese else title


def _year(reference: Reference) -> int | None:
    """Return the year in which a work was issued, or None where it is not known."""
    days = csl.days(reference.csl.get("issued"))
    return days[0][0] if days else None


def _same_people(one: Reference, other: Reference) -> bool:
    """Tell whether two works may be by the same people: whether one of them is in both."""
    ours, theirs = _people(one), _people(other)
    return not ours or not theirs or not ours.isdisjoint(theirs)


def _people(reference: Reference) -> frozenset[str]:
    """Return the family names, and the names in one piece, of those who made a work."""
    lists = [reference.csl.get(field) for field in ("author", "editor")]
    return frozenset(
        str(name.get("family") or name.get("literal")).casefold()
        for names in lists
        if csl.are_names(names)
        for name in names or ()
    )


def _numbers(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield the DOI and the ISBN of a work, in one form, as far as they are right."""
    for kind in ("DOI", "ISBN"):
        if kind not in reference.csl:
            continue
        number = identifiers.clean(kind, _words(reference, kind))
        shared = kind == "ISBN" and _words(reference, "type") in csl.PARTS
        if number and not shared and identifiers.right(kind, number):
            yield kind, identifiers.same(kind, number)


def unused_reference(edition: Edition) -> Iterator[Finding]:
    """A work is cited somewhere: in an entry, an annotation or a page, or as the source of a text.

    This is a note for the reviewer: a bibliography may well name what no statement rests on.
    """
    if not edition.whole:
        # What was not read may cite anything.
        return
    used = {key for key, _ in cited(edition)}
    # What is only misspelt is told by `unknown-reference`.
    used |= {
        near
        for key in used
        if key not in edition.references
        for near in nearest(key, edition.references)[:1]
    }
    for reference in edition.references.values():
        if reference.id not in used:
            yield Finding(
                _value(reference.span, "id"),
                "a work should be cited somewhere",
                "nothing cites this one",
                (f"Cite it where a statement rests on it: [@{short(reference.id)}]",),
            )


def bad_identifier(edition: Edition) -> Iterator[Finding]:
    """A DOI is bare and well formed, and the check digits of an ISBN and an ISSN are right.

    A DOI stands without `https://doi.org/` and without `doi:`, an ISBN and an ISSN without their
    names; that can be repaired. Of a number whose check digit is wrong only the work itself can tell
    which of its digits is.
    """
    for reference in edition.references.values():
        for kind in identifiers.FORMS:
            written = reference.csl.get(kind)
            if isinstance(written, str) and written.strip():
                yield from _bad_identifier(reference, kind, written)


def _bad_identifier(reference: Reference, kind: str, written: str) -> Iterator[Finding]:
    number = identifiers.clean(kind, written)
    span = _value(reference.span, kind)
    name = "a DOI" if kind == "DOI" else f"an {kind}"
    message = f"{name} must be {identifiers.FORMS[kind]}"
    wrong = identifiers.misformed(kind, number)
    if wrong:
        advice = "Copy it anew from the work itself, or take the field away."
        yield Finding(span, message, wrong, (advice,), severity=Severity.ERROR)
    elif not identifiers.right(kind, number):
        yield Finding(
            span,
            f"{name} must end with its right check digit",
            f"if the others are right, the last is {identifiers.check_digit(kind, number)}",
            ("Compare it with the work itself: a digit is wrong, or two are exchanged.",),
            severity=Severity.ERROR,
        )
    elif number != written:
        words = _json(number)[1:-1]
        # Where nothing but what stands before or behind it is wrong, that is enough to show.
        before, _, behind = written.partition(number)
        shown = span
        if span.text == f"{before}{number}{behind}" and not (before and behind):
            start = span.start if before else span.end - len(behind)
            shown = span.source.span(start, start + len(before or behind))
        yield Finding(
            shown,
            message,
            "this is not written so" if shown is span else "this is no part of it",
            (f'Write: "{kind}": "{words}"',),
            Suggestion(span, words),
        )


FIRST_YEAR = 1450


def implausible_year(edition: Edition) -> Iterator[Finding]:
    """No work was issued before 1450, when printing from type began in Europe, or in the future.

    `issued` is the year of what was read: of an old work the edition. When that work was made is its
    `original-date`, which may be any year that is past.
    """
    latest = _latest()
    for reference in edition.references.values():
        for field in ("issued", "original-date"):
            for day in csl.days(reference.csl.get(field)):
                if day > latest[: len(day)]:
                    label = "this lies in the future"
                    advice = "Write the year that the work itself gives."
                    message = f"“{field}” should not lie in the future"
                elif field == "issued" and day[0] < FIRST_YEAR:
                    label = f"this lies before {FIRST_YEAR}"
                    advice = "Write its year; when an old work was made is its “original-date”."
                    message = "“issued” should be the year of the edition that was read"
                else:
                    continue
                yield Finding(_number(reference, field, day[0]), message, label, (advice,))
                break


def _latest() -> tuple[int, int, int]:
    """Return the last day that may be past: east of the machine it may already be tomorrow."""
    day = datetime.now(tz=UTC).date() + timedelta(days=1)
    return day.year, day.month, day.day


def _number(reference: Reference, field: str, number: int) -> Span:
    """Return the place of a number within the value of a field."""
    value = members(reference.span)[field].value
    match = re.search(rf"(?<![0-9-]){number}(?![0-9])", value.text)
    if not match:
        return value
    return value.source.span(value.start + match.start(), value.start + match.end())


def web_reference(edition: Edition) -> Iterator[Finding]:
    """A work with an address, `URL`, has the day on which it was seen there, `accessed`.

    Pages of the web change and vanish; the day says which state of them was read.
    """
    seen = ", with the day on which you saw it"
    for reference in edition.references.values():
        if "URL" not in reference.csl:
            continue
        if "accessed" not in reference.csl:
            yield Finding(
                members(reference.span)["URL"].name,
                "a work with an address should have the day on which it was seen there",
                "this one has none",
                (_to_add(reference.span, "URL", "accessed", seen),),
            )
        elif csl.is_date(reference.csl["accessed"]):
            days = csl.days(reference.csl["accessed"])
            advice = f"Write{seen}: {_example('accessed')}"
            if len(days) != 1 or len(days[0]) < 3:
                yield Finding(
                    members(reference.span)["accessed"].value,
                    "“accessed” should be one day: year, month and day",
                    "this is none",
                    (advice,),
                )
            elif days[0] > _latest():
                yield Finding(
                    _number(reference, "accessed", days[0][0]),
                    "“accessed” should not lie in the future",
                    "this does",
                    (advice,),
                )
