"""What an edition is: text, paragraphs, sentences, terms, annotations, people, references.

All of it is data, frozen once read; whatever came from a file carries its `Span`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from edition.source import Source, Span

Kind = Literal["term", "annotation", "person", "text", "facing"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as text, with its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """A key of front matter with its values; `many` tells whether they were written as a list."""

    key: Scalar
    values: tuple[Scalar, ...]
    many: bool
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a file; `span` covers it without its fences.

    `unclear` names the keys whose value could not be understood: what is wrong there is told once.
    """

    fields: Mapping[str, Field]
    span: Span
    unclear: frozenset[str] = frozenset()

    def text(self, key: str) -> str:
        """Return the one value of a key, or an empty text."""
        scalar = self.scalar(key)
        return scalar.text if scalar else ""

    def scalar(self, key: str) -> Scalar | None:
        """Return the first value of a key with its place, or None."""
        values = self.values(key)
        return values[0] if values else None

    def values(self, key: str) -> tuple[Scalar, ...]:
        """Return all values of a key."""
        found = self.fields.get(key)
        return found.values if found else ()

    def place(self, key: str) -> Span:
        """Return where the value of a key stands, or the front matter's first line."""
        scalar = self.scalar(key)
        if scalar:
            return scalar.span
        return self.span.source.line_span(1)


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of front matter may hold.

    `takes` names the kind of its value; `allowed` lists the values where there is a list of them.
    """

    name: str
    required: bool = False
    many: bool = False
    takes: Literal["text", "id", "date", "number", "passage", "contributor", "reference"] = "text"
    allowed: tuple[str, ...] = ()


KINDS = ("context", "translation", "textual", "person", "allusion", "debate")
STATUSES = ("draft", "reviewed")
WORDINGS = ("verbatim", "variant", "absent")
WHATS = ("person", "body")
# In what the original that faces a text is written.
CHINESE = ("zh-Hans", "zh-Hant")

_SIGNED = (
    Key("author", required=True, takes="contributor"),
    Key("date", required=True, takes="date"),
    Key("revised", takes="date"),
    Key("status", required=True, allowed=STATUSES),
    Key("reviewer", takes="contributor"),
    Key("except", many=True),
)
KEYS: Mapping[Kind, tuple[Key, ...]] = {
    "term": (
        Key("term", required=True),
        Key("hanzi", required=True),
        Key("traditional", required=True),
        Key("pinyin", required=True),
        Key("literal", required=True),
        Key("rendering", required=True),
        Key("standard"),
        Key("wording", required=True, allowed=WORDINGS),
        Key("forms", many=True),
        Key("gloss", required=True),
        Key("see", many=True, takes="id"),
        Key("superseded_by", takes="id"),
        *_SIGNED,
    ),
    "annotation": (
        Key("title", required=True),
        Key("at", required=True, takes="passage"),
        Key("quote", required=True),
        Key("text", allowed=("reading", "witness")),
        Key("occurrence", takes="number"),
        Key("kind", required=True, allowed=KINDS),
        *_SIGNED,
        Key("reviewed_words"),
        Key("uncited"),
    ),
    "person": (
        Key("name", required=True),
        Key("hanzi"),
        Key("traditional"),
        Key("pinyin"),
        Key("what", required=True, allowed=WHATS),
        Key("years"),
        Key("role", required=True),
        Key("term", takes="id"),
        *_SIGNED,
    ),
    "text": (
        Key("title", required=True),
        Key("date", required=True),
        Key("issuer", required=True),
        Key("language", required=True),
        Key("source", required=True, takes="reference"),
        Key("facing", takes="reference"),
        Key("translator_note"),
        Key("permission"),
        Key("witness", required=True),
        Key("sha256", required=True),
        Key("title_line", required=True, takes="number"),
        Key("date_line", required=True, takes="number"),
        Key("text_lines", required=True),
        Key("left_out", many=True),
        Key("gaps", many=True),
    ),
    "facing": (
        Key("language", required=True, allowed=CHINESE),
        Key("siglum"),
        Key("permission"),
        Key("witness", required=True),
        Key("sha256", required=True),
        Key("text_lines", required=True),
        Key("left_out", many=True),
        Key("unbroken", many=True),
    ),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link of ours: a reference to a term, a passage, an annotation or a person, or a fact.

    `passage` is the sentence in which it stands, or an empty text in bodies and pages.
    """

    scheme: notation.Scheme
    target: str
    words: str
    span: Span
    target_span: Span
    passage: str = ""

    @property
    def words_span(self) -> Span:
        """The place of the words, without brackets."""
        end = self.span.text.rfind("](")
        start = self.span.start + 1
        return self.span.source.span(start, self.span.start + end) if end > 1 else self.span


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """An ordinary link or image of a body or page."""

    target: str
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of a body or page; `raw` is what stands between its brackets."""

    raw: str
    items: tuple[notation.CitationItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """Running prose of a body, with what is no prose (links, code, citations) blotted out.

    `starts` pairs offsets in `text` with offsets in the file, at least one for each line.
    `own` tells whether the words are the author's running text, neither a heading nor a quotation.
    """

    text: str
    starts: tuple[tuple[int, int], ...]
    own: bool = True

    def offset(self, position: int) -> int:
        """Return the offset in the file of the character at `position` of the text."""
        index = bisect_right(self.starts, position, key=lambda pair: pair[0]) - 1
        begin, there = self.starts[max(index, 0)]
        return there + position - begin


@dataclass(frozen=True, slots=True)
class Body:
    """Markdown of an entry, an annotation or a page, as far as it concerns checks.

    `headings` are the ids of its headings, `ids` those that it gives in other ways; `unread` tells
    that it was refused as a whole.
    """

    source: Source
    start: int
    links: tuple[Link, ...] = ()
    hyperlinks: tuple[Hyperlink, ...] = ()
    citations: tuple[Citation, ...] = ()
    html: tuple[Span, ...] = ()
    prose: tuple[Stretch, ...] = ()
    words: int = 0
    headings: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    unread: bool = False

    @property
    def markdown(self) -> str:
        """The body's source."""
        return self.source.text[self.start :]


@dataclass(frozen=True, slots=True)
class Form:
    """Words that may stand for a term, everywhere or, with a scope, in some passages only."""

    words: str
    span: Span
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry."""

    id: str
    source: Source
    front: FrontMatter
    forms: tuple[Form, ...]
    body: Body

    @property
    def headword(self) -> str:
        """The name of the entry, as readers see it."""
        return self.front.text("term") or self.id

    @property
    def hanzi(self) -> str:
        """The Chinese, in simplified characters."""
        return self.front.text("hanzi")

    @property
    def pinyin(self) -> str:
        """The Chinese, in pinyin by GB/T 16159."""
        return self.front.text("pinyin")

    @property
    def gloss(self) -> str:
        """The one-sentence definition."""
        return self.front.text("gloss")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A signed, sourced note on an exact quotation of a passage."""

    id: str
    source: Source
    front: FrontMatter
    body: Body

    @property
    def title(self) -> str:
        """The name of the annotation."""
        return self.front.text("title") or self.id

    @property
    def at(self) -> str:
        """The passage, as it was written."""
        return self.front.text("at")

    @property
    def quote(self) -> str:
        """The quoted words."""
        return self.front.text("quote")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or a body of people, in the register; `what` tells which of the two."""

    id: str
    source: Source
    front: FrontMatter
    body: Body

    @property
    def name(self) -> str:
        """The name, as in English."""
        return self.front.text("name") or self.id

    @property
    def what(self) -> str:
        """Whether it is a person or a body."""
        return self.front.text("what")

    @property
    def hanzi(self) -> str:
        """The Chinese, in simplified characters; empty where it is not certain."""
        return self.front.text("hanzi")

    @property
    def pinyin(self) -> str:
        """The Chinese, in pinyin; empty where it is not certain."""
        return self.front.text("pinyin")

    @property
    def role(self) -> str:
        """Who or what it was in this story, in one sentence."""
        return self.front.text("role")


@dataclass(frozen=True, slots=True)
class Reference:
    """A work, as CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html)."""

    id: str
    csl: Mapping[str, Any]
    span: Span


@dataclass(frozen=True, slots=True)
class Page:
    """A prose page of the site."""

    source: Source
    body: Body


@dataclass(frozen=True, slots=True)
class Witness:
    """The text as received; `sha256` is that of the file's bytes."""

    source: Source
    sha256: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text: one line of its file.

    `reading` and `witness` are its words with every emendation done and undone: what the pieces
    hold, one after another, with the blanks as they are written.
    `torn` tells that a notation in it was not understood, and stands among the words.
    """

    id: str
    span: Span
    pieces: tuple[notation.Piece, ...]
    reading: str
    witness: str
    torn: bool = False
    writing: notation.Writing = notation.SPACED

    def links(self) -> Iterator[Link]:
        """Yield the links of ours in the sentence, in order, less those without words or an id."""
        for piece in self.pieces:
            if (
                isinstance(piece, notation.Linked)
                and piece.target.strip()
                and piece.reading.strip()
            ):
                yield Link(
                    piece.scheme,
                    piece.target,
                    piece.reading,
                    self.span.source.span(piece.start, piece.end),
                    self.span.source.span(piece.target_start, piece.target_end),
                    self.id,
                )

    def emendations(self) -> Iterator[Emendation]:
        """Yield the emendations of the sentence, in order, inside links too."""
        if "{" not in self.span.text:
            return
        # The witness never changes, so the number of the first witness word concerned is a name
        # that holds however many emendations come or go. Where no blanks stand between words, each
        # character counts as one.
        count, parted = self.writing.count, bool(self.writing.joint)
        words, within = 0, False
        for piece in self.flat():
            begins = within and bool(piece.witness[:1].strip())
            if isinstance(piece, notation.Emended):
                number = words + (0 if begins else 1)
                place = self.span.source.span(piece.start, piece.end)
                yield Emendation(f"{self.id}w{number}", self.id, piece, place)
            words += count(piece.witness) - begins
            if piece.witness and parted:
                within = bool(piece.witness[-1:].strip())

    def linked(self) -> Iterator[tuple[notation.Linked, int, int]]:
        """Yield every link of ours with the offsets, in the reading text, of its words."""
        position = 0
        for piece in self.pieces:
            end = position + len(piece.reading)
            if isinstance(piece, notation.Linked):
                yield piece, position, end
            position = end

    def place(self, start: int, end: int, *, witness: bool = False) -> Span:
        """Return where a stretch of the reading text, or of the witness's words, stands in the file.

        An emendation that it touches is covered as a whole.
        """
        position = 0
        first: int | None = None
        last = self.span.end
        for piece in self.flat():
            words = piece.witness if witness else piece.reading
            after = position + len(words)
            plain = isinstance(piece, notation.Words)
            if first is None and start < after:
                first = piece.start + (max(start - position, 0) if plain else 0)
            if position < end <= after:
                last = piece.start + (end - position) if plain else piece.end
                break
            position = after
        begin = last if first is None else first
        return self.span.source.span(begin, max(begin, last))

    def flat(self) -> Iterator[notation.Words | notation.Emended]:
        """Yield the pieces with links opened up."""
        for piece in self.pieces:
            if isinstance(piece, notation.Linked):
                yield from piece.pieces
            else:
                yield piece


@dataclass(frozen=True, slots=True)
class Emendation:
    """An emendation with its id, such as `p2.7w24`: the 24th word of the witness in p2.7."""

    id: str
    passage: str
    piece: notation.Emended
    span: Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `anchor` is where its id is written, None where it is missing."""

    id: str
    anchor: Span | None
    sentences: tuple[Sentence, ...]
    section: str
    span: Span
    writing: notation.Writing = notation.SPACED

    @property
    def reading(self) -> str:
        """The words as the edition reads them."""
        return self.writing.joint.join([sentence.reading for sentence in self.sentences])

    @property
    def witness(self) -> str:
        """The words as the witness has them."""
        return self.writing.joint.join([sentence.witness for sentence in self.sentences])


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section, marked by the editors."""

    id: str
    number: str
    span: Span


@dataclass(frozen=True, slots=True)
class Gap:
    """The place of a sentence that this translation lacks."""

    id: str
    after: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Aligned:
    """A row of an alignment: a sentence of the original and what stands for it in the text.

    `opening` and `closing` are the sentence's first and last characters; `span` is the whole line.
    """

    original: Scalar
    translation: Scalar
    opening: Scalar
    closing: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Alignment:
    """The sentences of an original, each with what stands for it in a text, in order."""

    source: Source
    rows: tuple[Aligned, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the edition with its witness, or the original that faces one.

    `faces` is the id of the text that an original faces, else empty; `facing` is the original that
    faces this text, and `alignment` tells which of their sentences belong together.
    """

    id: str
    source: Source
    front: FrontMatter
    witness: Witness | None
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    gaps: tuple[Gap, ...]
    faces: str = ""
    facing: Text | None = None
    alignment: Alignment | None = None

    @property
    def letter(self) -> str:
        """The letter with which the ids of its paragraphs begin: those of an original are z2."""
        return "z" if self.faces else "p"

    @property
    def writing(self) -> notation.Writing:
        """How its words are written; originals are Chinese."""
        return notation.UNSPACED if self.faces else notation.SPACED

    @property
    def kind(self) -> Kind:
        """What its front matter is that of."""
        return "facing" if self.faces else "text"

    def sentences(self) -> Iterator[Sentence]:
        """Yield every sentence, in order."""
        for paragraph in self.paragraphs:
            yield from paragraph.sentences

    def emendations(self) -> Iterator[Emendation]:
        """Yield every emendation, in order."""
        for sentence in self.sentences():
            yield from sentence.emendations()


PassageKind = Literal["paragraph", "sentence", "range", "title", "date", "section", "gap", "row"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that can be cited: its id is also its address.

    `sentences` are those it consists of, none for a section mark or a gap, nor for a row: a
    sentence of the original that is not in the edition, and has its place in the alignment.
    """

    id: str
    kind: PassageKind
    sentences: tuple[Sentence, ...]
    section: str
    text: str
    reading: str
    witness: str
    span: Span

    @property
    def label(self) -> str:
        """The id as readers see it: p2.3–2.5."""
        found = notation.RANGE_RE.fullmatch(self.id)
        if not found:
            return self.id
        return f"{found['first']}–{found['last'].lstrip('pz')}"

    @property
    def original(self) -> bool:
        """Tell whether it is a passage of the original, and none of the text that it faces."""
        return self.id.startswith("z")

    @property
    def locator(self) -> str:
        """The place as a citation gives it: sec. 3, p3.4."""
        number = self.section.rpartition("s")[2]
        return f"sec. {number}, {self.label}" if number and self.sentences else self.label


@dataclass(frozen=True, slots=True)
class Published:
    """What the ledger keeps of an id.

    `witness` and `reading` are fingerprints, empty for what has no words of its own.
    """

    id: str
    since: str
    witness: str
    reading: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every id ever published, by kind."""

    passages: Mapping[str, Published] = field(default_factory=dict)
    terms: Mapping[str, Published] = field(default_factory=dict)
    annotations: Mapping[str, Published] = field(default_factory=dict)
    emendations: Mapping[str, Published] = field(default_factory=dict)
    references: Mapping[str, Published] = field(default_factory=dict)
    people: Mapping[str, Published] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the reader of files could not understand; the rule of that name words it."""

    rule: str
    span: Span
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `mkdocs.yml` says of the edition, in `site_url` and `extra.edition`."""

    name: str = ""
    url: str = ""
    version: str = "0.0.0"
    date: str = ""
    contact: str = ""
    repository: str = ""


@dataclass(frozen=True, eq=False)
class Edition:
    """The whole edition, as read from the folder `root`."""

    root: Path
    settings: Settings
    texts: tuple[Text, ...]
    terms: Mapping[str, Term]
    annotations: Mapping[str, Annotation]
    people: Mapping[str, Person]
    references: Mapping[str, Reference]
    contributors: Mapping[str, Scalar]
    pages: tuple[Page, ...]
    ledger: Ledger
    faults: tuple[Fault, ...]

    @cached_property
    def all_texts(self) -> Sequence[Text]:
        """The texts, each followed by the original that faces it."""
        return [text for own in self.texts for text in (own, own.facing) if text is not None]

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        """Every passage by its id, ranges and rows apart; of two with one id the first."""
        found: dict[str, Passage] = {}
        for text in self.all_texts:
            for passage in _passages(text):
                found.setdefault(passage.id, passage)
        return found

    @cached_property
    def _order(self) -> Mapping[str, int]:
        """The place of every sentence in the whole."""
        return {sentence.id: number for number, sentence in enumerate(self._sentences)}

    @cached_property
    def _sentences(self) -> Sequence[Sentence]:
        return [sentence for text in self.all_texts for sentence in text.sentences()]

    @cached_property
    def _rows(self) -> Mapping[str, Passage]:
        """The sentences of originals of which the edition has no more than the place."""
        found: dict[str, Passage] = {}
        for text in self.texts:
            for row in text.alignment.rows if text.alignment and not text.facing else ():
                name = row.original.text
                if notation.ALIGNED_RE.fullmatch(name):
                    passage = Passage(name, "row", (), "", text.id, "", "", row.original.span)
                    found.setdefault(name, passage)
        return found

    def passage(self, written: str) -> Passage | None:
        """Return the passage, range or row of that id, or None where there is none."""
        if written in self.passages:
            return self.passages[written]
        if written in self._rows:
            return self._rows[written]
        found = notation.RANGE_RE.fullmatch(written)
        first = self.passages.get(found["first"]) if found else None
        last = self.passages.get(found["last"]) if found else None
        if not first or not last or not first.sentences or not last.sentences:
            return None
        begin = self._order[first.sentences[0].id]
        end = self._order[last.sentences[-1].id]
        if begin >= end or first.text != last.text:
            return None
        sentences = tuple(self._sentences[begin : end + 1])
        joint = sentences[0].writing.joint
        return Passage(
            written,
            "range",
            sentences,
            first.section,
            first.text,
            joint.join([sentence.reading for sentence in sentences]),
            joint.join([sentence.witness for sentence in sentences]),
            first.span,
        )

    @cached_property
    def _scopes(self) -> dict[tuple[str, ...], frozenset[str]]:
        """The sentences of every scope that was asked for."""
        return {}

    def scope(self, written: Sequence[str]) -> frozenset[str]:
        """Return the ids of the sentences that lie in one of the passages of a scope."""
        key = tuple(written)
        if key not in self._scopes:
            passages = filter(None, map(self.passage, key))
            self._scopes[key] = frozenset(
                sentence.id for passage in passages for sentence in passage.sentences
            )
        return self._scopes[key]

    def covers(self, scope: Sequence[str], sentence: str) -> bool:
        """Tell whether a sentence lies in one of the passages of a scope; an empty one is all."""
        return not scope or sentence in self.scope(scope)

    @cached_property
    def _unread(self) -> frozenset[str]:
        rules = ("not-utf8", "too-large", "not-a-plain-file")
        # With these a file is read all the same.
        read = ("mark", "executable")
        return frozenset(
            fault.span.source.path
            for rule in rules
            for fault in self.faults_of(rule)
            if fault.facts.get("why") not in read
        )

    def unread(self, path: str) -> bool:
        """Tell whether a file is there and could not be read; the rule that says why says it once.

        What it holds is unknown, so nothing else is said of it.
        """
        return any(path == odd or path.startswith(f"{odd}/") for odd in self._unread)

    @property
    def whole(self) -> bool:
        """Tell whether everything could be read, so that what is not there is known not to be."""
        rules = ("bad-front-matter", "yaml-feature", "malformed-reference")
        return not self._unread and not any(self.faults_of(rule) for rule in rules)

    @cached_property
    def _faults(self) -> Mapping[str, list[Fault]]:
        found: dict[str, list[Fault]] = {}
        for fault in self.faults:
            found.setdefault(fault.rule, []).append(fault)
        return found

    def faults_of(self, rule: str) -> Sequence[Fault]:
        """Return what the reader of files noted for a rule."""
        return self._faults.get(rule, [])

    def bodies(self) -> Iterator[Body]:
        """Yield every body: those of entries, annotations and people, and the prose pages."""
        yield from self.contributed()
        for page in self.pages:
            yield page.body

    def contributed(self) -> Iterator[Body]:
        """Yield the bodies of entries, annotations and people."""
        for term in self.terms.values():
            yield term.body
        for annotation in self.annotations.values():
            yield annotation.body
        for person in self.people.values():
            yield person.body

    @cached_property
    def _links(self) -> Mapping[notation.Scheme, Sequence[Link]]:
        found: dict[notation.Scheme, list[Link]] = {scheme: [] for scheme in notation.SCHEMES}
        for text in self.all_texts:
            for sentence in text.sentences():
                for link in sentence.links():
                    found[link.scheme].append(link)
        for body in self.bodies():
            for link in body.links:
                found[link.scheme].append(link)
        return found

    def links(self, scheme: notation.Scheme) -> Iterator[Link]:
        """Yield every link of one scheme: in the texts, then in bodies and pages."""
        yield from self._links[scheme]

    def in_order(self, passage: str) -> int:
        """Return where a passage begins in the whole, for sorting.

        Title and date come first, and what has no words otherwise comes last.
        """
        first = notation.RANGE_RE.fullmatch(passage)
        found = self.passages.get(first["first"] if first else passage)
        if found and found.kind in ("title", "date"):
            return -2 if found.kind == "title" else -1
        if not found or not found.sentences:
            return len(self._sentences)
        return self._order[found.sentences[0].id]


def _passages(text: Text) -> Iterator[Passage]:
    """Yield the passages of one text; an original has no others than paragraphs and sentences."""
    for key in () if text.faces else ("title", "date"):
        words = text.front.text(key)
        kind: PassageKind = "title" if key == "title" else "date"
        yield Passage(key, kind, (), "", text.id, words, words, text.front.place(key))
    for section in () if text.faces else text.sections:
        yield Passage(section.id, "section", (), section.id, text.id, "", "", section.span)
    section_of: dict[str, str] = {}
    for paragraph in text.paragraphs:
        section_of[paragraph.id] = paragraph.section
        yield Passage(
            paragraph.id,
            "paragraph",
            paragraph.sentences,
            paragraph.section,
            text.id,
            paragraph.reading,
            paragraph.witness,
            paragraph.span,
        )
        for sentence in paragraph.sentences:
            section_of[sentence.id] = paragraph.section
            yield Passage(
                sentence.id,
                "sentence",
                (sentence,),
                paragraph.section,
                text.id,
                sentence.reading,
                sentence.witness,
                sentence.span,
            )
    for gap in text.gaps:
        inside = section_of.get(gap.after, "")
        yield Passage(gap.id, "gap", (), inside, text.id, "", "", gap.span)
