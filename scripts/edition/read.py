"""From folders to an `Edition`, with faults for what could not be read.

Nothing here raises for what a file holds: what cannot be understood becomes a fault, which the rule
of its name puts into words, and the rest is still read.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edition import front_matter, notation
from edition.alignment import read_alignment
from edition.bodies import MAX_DEPTH, depth, read_body
from edition.model import (
    Alignment,
    Annotation,
    Body,
    Edition,
    Fault,
    Form,
    FrontMatter,
    Gap,
    Ledger,
    Page,
    Paragraph,
    Person,
    Published,
    Reference,
    Scalar,
    Section,
    Sentence,
    Settings,
    Term,
    Text,
    Witness,
)
from edition.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.source import Span

KB = 1024
ENTRY_LIMIT = 32 * KB
TEXT_LIMIT = 4 * KB * KB

GLOSSARY = "glossary"
TEXTS = "docs/text"
ANNOTATIONS = "docs/annotations"
PEOPLE = "docs/people"
REFERENCES = "docs/references.json"
CONTRIBUTORS = "docs/contributors.yml"
LEDGER = "docs/text/ledger.json"
CONFIG = "mkdocs.yml"
# What belongs to docs/text/letter.md: the original that faces it, and the table of the two.
FACING = ".zh.md"
ALIGNMENT = ".alignment.csv"
# Folders of `docs/` that hold no prose pages.
NOT_PAGES = (
    "docs/text/",
    "docs/annotations/",
    "docs/people/",
    "docs/overrides/",
    "docs/assets/",
)

# gap3a after p3.3: one sentence of the Chinese print is absent here
GAP_RE = re.compile(r"(?P<id>\S+)\s+after\s+(?P<after>[^\s:]+)\s*:\s*(?P<reason>.+)", re.DOTALL)
# masses @ p2.7, p3.1-p3.4
SCOPE_RE = re.compile(r"\s+@\s+(?=[a-z]+)")
BEYOND_ASCII_RE = re.compile(rb"[\x80-\xff]+")
# Characters that hardly any Chinese text is without, simplified and traditional.
COMMON = "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能主义義"
JSON_BLANKS_RE = re.compile(r"[ \t\r\n]*")
# A file's name that the front matter of a text may give.
NAME_RE = re.compile(r"[\w-]+(?:\.[\w-]+)*")


def read_edition(root: Path) -> Edition:
    """Read the edition in the folder `root`."""
    return _Reader(root).edition()


class _Reader:
    """Reads the files of one root, gathering faults."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.odd: set[str] = set()

    def edition(self) -> Edition:
        """Read everything."""
        self._plain()
        terms = {term.id: term for term in self._terms()}
        texts = tuple(self._texts())
        annotations = {note.id: note for note in self._annotations()}
        people = {person.id: person for person in self._people()}
        return Edition(
            root=self.root,
            settings=self._settings(),
            texts=texts,
            terms=terms,
            annotations=annotations,
            people=people,
            references=self._references(),
            contributors=self._contributors(),
            pages=tuple(self._pages()),
            ledger=self._ledger(),
            faults=tuple(self.faults),
        )

    # Files

    def _plain(self) -> None:
        """Note everything in the folders of content that is no plain file or folder.

        The engine publishes all that it finds in `docs/`, and follows links.
        """
        folders = [folder for folder in ("docs", GLOSSARY) if not self._odd(folder)]
        for folder in folders:
            for entry in self._listed(folder):
                path = f"{folder}/{entry.name}"
                if not self._odd(path) and entry.is_dir(follow_symlinks=False):
                    folders.append(path)

    def _listed(self, folder: str) -> list[os.DirEntry[str]]:
        """Return what a folder holds, by name; hidden files are nobody’s business."""
        if not self._inside(folder):
            return []
        try:
            with os.scandir(self.root / folder) as entries:
                found = [entry for entry in entries if not entry.name.startswith(".")]
        except FileNotFoundError:
            return []
        except OSError as error:
            facts = {"why": "unread", "error": error.strerror or str(error)}
            self._fault("not-a-plain-file", self._nowhere(folder), **facts)
            return []
        return sorted(found, key=lambda entry: entry.name)

    def _files(self, folder: str, known: tuple[str, ...]) -> Iterator[str]:
        """Yield the paths of a folder's files of the known kinds; the others are faults."""
        for entry in self._listed(folder):
            path = f"{folder}/{entry.name}"
            if path in self.odd:
                continue
            if entry.is_file() and any(_is_of(entry.name, kind) for kind in known):
                yield path
            else:
                what = "folder" if entry.is_dir() else "file"
                facts = {"known": " ".join(known), "what": what}
                self._fault("stray-file", self._nowhere(path), **facts)

    def _inside(self, path: str) -> bool:
        """Tell whether no part of a path is a link or another odd thing."""
        return not any(path == odd or path.startswith(f"{odd}/") for odd in self.odd)

    def _odd(self, path: str) -> bool:
        """Note what is a link, can be executed, or is no file or folder at all."""
        try:
            mode = (self.root / path).lstat().st_mode
        except OSError:
            return True
        if stat.S_ISLNK(mode):
            facts = {"why": "link", "target": str((self.root / path).readlink())}
        elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            facts = {"why": "device"}
        elif stat.S_ISREG(mode) and mode & 0o111:
            self._fault("not-a-plain-file", self._nowhere(path), why="executable")
            return False
        else:
            return False
        self._fault("not-a-plain-file", self._nowhere(path), **facts)
        self.odd.add(path)
        return True

    def _source(self, path: str, limit: int) -> Source | None:
        """Read one file, or return None where it is not there, too large, or no text."""
        place = self.root / path
        if not self._inside(path):
            return None
        try:
            status = place.lstat()
            if not stat.S_ISREG(status.st_mode):
                return None
            if status.st_size > limit:
                facts = {"size": str(status.st_size), "limit": str(limit)}
                self._fault("too-large", self._nowhere(path), **facts)
                return None
            data = place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            facts = {"why": "unread", "error": error.strerror or str(error)}
            self._fault("not-a-plain-file", self._nowhere(path), **facts)
            return None
        return self._decoded(path, data)

    def _decoded(self, path: str, data: bytes) -> Source | None:
        """Return the file's text, noting bytes that are not UTF-8 or a byte-order mark."""
        try:
            source = Source(path, data.decode())
        except UnicodeDecodeError as error:
            facts = {
                "why": "byte",
                "byte": f"{data[error.start]:02X}",
                "position": str(error.start + 1),
                "guess": _guess(data),
            }
            # All that stands before the byte is UTF-8; what follows is shown as far as it is.
            text = data[: error.start].decode()
            shown = Source(path, text + data[error.start :].decode(errors="replace"))
            self._fault("not-utf8", shown.span(len(text), len(text) + 1), **facts)
            return None
        if source.text.startswith("\ufeff"):
            self._fault("not-utf8", source.span(0, 1), why="mark")
            source = Source(path, source.text[1:])
        return source

    def _nowhere(self, path: str) -> Span:
        """Return a place that is a file as a whole."""
        return Source(path, "").span(0, 0)

    def _fault(self, rule: str, place: Span, **facts: str) -> None:
        self.faults.append(Fault(rule, place, facts))

    def _id(self, path: str) -> str:
        """Return the id that a file's name gives, noting a name that can be none."""
        stem = path.rpartition("/")[2].removesuffix(".md")
        if not notation.ID_RE.fullmatch(stem):
            self._fault("file-name", self._nowhere(path), stem=stem)
        return stem

    # Entries, annotations and people

    def _entries(self, folder: str) -> Iterator[tuple[str, Source, FrontMatter, Body]]:
        """Yield id, source, front matter and body of every file of a folder."""
        for path in self._files(folder, (".md",)):
            stem = self._id(path)
            source = self._source(path, ENTRY_LIMIT)
            if source is None:
                continue
            front, start, faults = front_matter.split(source)
            self.faults += faults
            body, faults = read_body(source, start)
            self.faults += faults
            yield stem, source, front, body

    def _terms(self) -> Iterator[Term]:
        for stem, source, front, body in self._entries(GLOSSARY):
            headword = front.scalar("term")
            forms = [Form(headword.text, headword.span)] if headword else []
            forms += [_form(scalar) for scalar in front.values("forms")]
            yield Term(stem, source, front, tuple(forms), body)

    def _annotations(self) -> Iterator[Annotation]:
        for stem, source, front, body in self._entries(ANNOTATIONS):
            yield Annotation(stem, source, front, body)

    def _people(self) -> Iterator[Person]:
        for stem, source, front, body in self._entries(PEOPLE):
            yield Person(stem, source, front, body)

    def _pages(self) -> Iterator[Page]:
        """Yield the prose pages: every Markdown file of `docs/` that is no source of ours."""
        folders = ["docs"]
        for folder in folders:
            for entry in self._listed(folder):
                path = f"{folder}/{entry.name}"
                if path in self.odd or f"{path}/" in NOT_PAGES:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif path.endswith(".md"):
                    source = self._source(path, TEXT_LIMIT)
                    if source:
                        yield self._page(source)

    def _page(self, source: Source) -> Page:
        start = 0
        if front_matter.FENCE_RE.match(source.text):
            # What keys a page may have is the engine's business.
            _, start, faults = front_matter.split(source)
            kept = ("yaml", "open", "character")
            self.faults += [fault for fault in faults if fault.facts.get("why") in kept]
        body, faults = read_body(source, start, page=True)
        self.faults += faults
        return Page(source, body)

    # The text

    def _texts(self) -> Iterator[Text]:
        known = (".md", ".witness.txt", ALIGNMENT, "ledger.json")
        paths = list(self._files(TEXTS, known))
        for path in paths:
            for ending in (FACING, ALIGNMENT):
                text = f"{path.removesuffix(ending)}.md"
                if path.endswith(ending) and text not in paths:
                    self._fault("stray-file", self._nowhere(path), what="alone", text=text)
        for path in paths:
            if path.endswith(".md") and not path.endswith(FACING):
                stem = self._id(path)
                source = self._source(path, TEXT_LIMIT)
                if source:
                    yield replace(
                        self._text(stem, source),
                        facing=self._facing(stem) if f"{TEXTS}/{stem}{FACING}" in paths else None,
                        alignment=self._alignment(stem),
                    )

    def _facing(self, stem: str) -> Text | None:
        """Read the original that faces a text."""
        source = self._source(f"{TEXTS}/{stem}{FACING}", TEXT_LIMIT)
        return self._text(f"{stem}-zh", source, faces=stem) if source else None

    def _alignment(self, stem: str) -> Alignment | None:
        """Read the table of a text and its original."""
        source = self._source(f"{TEXTS}/{stem}{ALIGNMENT}", TEXT_LIMIT)
        if source is None:
            return None
        alignment, faults = read_alignment(source)
        self.faults += faults
        return alignment

    def _text(self, stem: str, source: Source, faces: str = "") -> Text:
        """Read a text or, where `faces` names one, the original that faces it."""
        front, start, faults = front_matter.split(source)
        self.faults += faults
        sections: list[Section] = []
        paragraphs: list[Paragraph] = []
        writing = notation.UNSPACED if faces else notation.SPACED
        for block in _blocks(source, start):
            mark = notation.SECTION_RE.match(block[0].text)
            if mark:
                sections.append(Section(f"s{mark['number']}", mark["number"], block[0]))
                continue
            section = sections[-1].id if sections else ""
            place = f"{'z' if faces else 'p'}{len(paragraphs) + 1}"
            paragraphs.append(self._paragraph(block, place, section, writing))
        return Text(
            stem,
            source,
            front,
            self._witness(front),
            tuple(sections),
            tuple(paragraphs),
            () if faces else tuple(self._gaps(front)),
            faces,
        )

    def _paragraph(
        self, block: list[Span], place: str, section: str, writing: notation.Writing
    ) -> Paragraph:
        """Return the paragraph of a block; without an id of its own it is named by its place."""
        source = block[0].source
        anchor = None
        # The id stands alone on the block's last line; behind words it is a sentence's own.
        own = _alone(block[-1])
        if own:
            start = block[-1].start
            anchor = source.span(start + own.start("id"), start + own.end("id"))
        # An id with the other letter would make it a passage of the other text.
        own_letter = anchor and anchor.text and (anchor.text[0] == "z") == (place[0] == "z")
        name = anchor.text if anchor and own_letter else place
        lines = block[:-1] if anchor else block
        sentences = tuple(
            self._sentence(line, f"{name}.{number}", writing)
            for number, line in enumerate(lines, 1)
        )
        last = lines[-1] if lines else block[-1]
        span = source.span(block[0].start, last.end)
        return Paragraph(name, anchor, sentences, section, span, writing)

    def _sentence(self, line: Span, name: str, writing: notation.Writing) -> Sentence:
        """Return the sentence of a line."""
        text = line.text
        own = notation.ANCHOR_RE.search(text)
        if own:
            name, text = own["id"], text[: own.start()]
        text = text.rstrip()
        lead = len(text) - len(text.lstrip())
        pieces, torn = notation.scan(text[lead:], line.start + lead)
        deepest, where = depth(text) if "[[" in text else (0, 0)
        if deepest > MAX_DEPTH:
            place = line.source.span(line.start + where, line.start + where + 1)
            facts = {"depth": str(deepest), "most": str(MAX_DEPTH), "unread": "line"}
            self._fault("malformed-reference", place, why="deep", **facts)
        for found in () if deepest > MAX_DEPTH else torn:
            rule = "malformed-reference" if found.kind == "link" else "bad-emendation"
            place = line.source.span(found.start, found.end)
            self._fault(rule, place, why=found.why, mended=found.mended)
        for piece in pieces:
            if isinstance(piece, notation.Linked):
                why = lacking(piece.reading, piece.target)
                if why:
                    place = line.source.span(piece.start, piece.end)
                    self._fault("malformed-reference", place, why=why)
        reading = "".join([piece.reading for piece in pieces])
        emended = "{" in text
        return Sentence(
            name,
            line.source.span(line.start + lead, line.start + len(text)),
            pieces,
            reading,
            "".join([piece.witness for piece in pieces]) if emended else reading,
            bool(torn) or deepest > MAX_DEPTH,
            writing,
        )

    def _witness(self, front: FrontMatter) -> Witness | None:
        """Read the witness that the text's front matter names."""
        name = front.text("witness")
        path = f"{TEXTS}/{name}"
        if not NAME_RE.fullmatch(name) or path in self.odd:
            return None
        source = self._source(path, TEXT_LIMIT)
        if source is None:
            return None
        return Witness(source, sha256((self.root / path).read_bytes()).hexdigest())

    def _gaps(self, front: FrontMatter) -> Iterator[Gap]:
        for scalar in front.values("gaps"):
            match = GAP_RE.fullmatch(scalar.text.strip())
            if match:
                yield Gap(match["id"], match["after"], match["reason"].strip(), scalar.span)
            else:
                facts = {"key": "gaps", "why": "gap", "value": scalar.text}
                self._fault("wrong-value", scalar.span, **facts)

    # Data

    def _settings(self) -> Settings:
        source = self._source(CONFIG, TEXT_LIMIT)
        if source is None:
            return Settings()
        node, faults = front_matter.compose(source, source.span(0, len(source.text)))
        self.faults += [fault for fault in faults if fault.rule == "bad-front-matter"]
        if node is None:
            return Settings()
        own = ("extra", "edition")
        day = node.at(*own, "date")
        if day and day.scalar and not _is_day(day.scalar):
            self._fault("bad-date", day.span, value=day.scalar)
        return Settings(
            name=node.text("site_name"),
            url=node.text("site_url"),
            version=node.text(*own, "version") or Settings().version,
            date=node.text(*own, "date"),
            contact=node.text(*own, "contact"),
            repository=node.text(*own, "repository"),
        )

    def _contributors(self) -> Mapping[str, Scalar]:
        source = self._source(CONTRIBUTORS, TEXT_LIMIT)
        if source is None:
            return {}
        node, faults = front_matter.compose(source, source.span(0, len(source.text)))
        self.faults += faults
        return {
            key.scalar or "": Scalar(value.scalar or "", value.span)
            for key, value in (node.pairs if node else [])
        }

    def _references(self) -> Mapping[str, Reference]:
        found: dict[str, Reference] = {}
        source = self._source(REFERENCES, TEXT_LIMIT)
        for record, place in self._records(source) if source else ():
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                read = Reference(record["id"], record, place)
                if found.setdefault(read.id, read) is not read:
                    self._fault("duplicate-reference", place, key=read.id)
            else:
                self._fault("bad-front-matter", place, why="reference")
        return found

    def _records(self, source: Source) -> Iterator[tuple[Any, Span]]:
        """Yield the values of a JSON array with their places."""
        decoder = json.JSONDecoder()
        position = 0
        try:
            position = _skip(source.text, 0, "[")
            while source.text[position : position + 1] != "]":
                record, end = decoder.raw_decode(source.text, position)
                yield record, source.span(position, end)
                position = _skip(source.text, end, "")
                if source.text[position : position + 1] != "]":
                    position = _skip(source.text, position, ",")
                    if source.text[position : position + 1] == "]":
                        raise json.JSONDecodeError("Illegal trailing comma", source.text, position)
            end = _skip(source.text, position + 1, "")
            if end < len(source.text):
                raise json.JSONDecodeError("Extra data", source.text, end)
        except (ValueError, RecursionError) as error:
            self._bad_json(source, error, position)

    def _bad_json(self, source: Source, error: Exception, position: int = 0) -> None:
        """Note JSON that does not parse; `position` is where the value began that does not."""
        offset = min(getattr(error, "pos", position), len(source.text))
        problem = getattr(
            error, "msg", "nested too deep" if isinstance(error, RecursionError) else ""
        )
        place = source.span(offset, min(offset + 1, len(source.text)))
        self._fault("bad-front-matter", place, why="json", problem=problem)

    def _ledger(self) -> Ledger:
        source = self._source(LEDGER, TEXT_LIMIT)
        if source is None:
            return Ledger()
        try:
            data = json.loads(source.text)
        except (ValueError, RecursionError) as error:
            self._bad_json(source, error)
            return Ledger()
        kinds: dict[str, dict[str, Published]] = {}
        for kind in _LEDGER_KINDS:
            entries = data.get(kind, {}) if isinstance(data, dict) else None
            published = _published(source, kind, entries)
            if published is None:
                self._fault("bad-front-matter", _named(source, kind, 0), why="ledger")
                return Ledger()
            kinds[kind] = published
        return Ledger(**kinds)


_LEDGER_KINDS = ("passages", "terms", "annotations", "emendations", "references", "people")


def _published(source: Source, kind: str, entries: object) -> dict[str, Published] | None:
    """Return the ids of one kind in the ledger with their places, or None where it is no ledger."""
    if not isinstance(entries, dict):
        return None
    place = _named(source, kind, 0)
    found: dict[str, Published] = {}
    for name, facts in entries.items():
        if not isinstance(facts, dict) or not isinstance(facts.get("since"), str):
            return None
        witness, reading = facts.get("witness", ""), facts.get("reading", "")
        if not isinstance(witness, str) or not isinstance(reading, str):
            return None
        # The ids stand in the file in the order in which they are read.
        place = _named(source, name, place.end)
        found[name] = Published(name, facts["since"], witness, reading, place)
    return found


def _named(source: Source, name: str, begin: int) -> Span:
    """Return where a name stands in a file of JSON from offset `begin` on, or its first character."""
    start = source.text.find(f'"{name}"', begin)
    if start == -1:
        return source.span(0, min(1, len(source.text)))
    return source.span(start + 1, start + 1 + len(name))


def _skip(text: str, position: int, mark: str) -> int:
    """Return the offset behind blanks and `mark`; raises JSONDecodeError where it is not there."""
    match = JSON_BLANKS_RE.match(text, position)
    position = match.end() if match else position
    if mark:
        if text[position : position + 1] != mark:
            raise json.JSONDecodeError(f"Expecting '{mark}'", text, position)
        position = _skip(text, position + 1, "")
    return position


def _is_day(written: str) -> bool:
    """Tell whether a day is written as ISO 8601 has it, and is one."""
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _is_of(name: str, kind: str) -> bool:
    """Tell whether a file's name is of a known kind: an ending, or a name of its own."""
    return name.endswith(kind) if kind.startswith(".") else name == kind


def _alone(line: Span) -> re.Match[str] | None:
    """Return the id that stands alone on a line."""
    text = line.text
    return notation.ANCHOR_RE.match(text, len(text) - len(text.lstrip()))


def lacking(words: str, target: str) -> str:
    """Return which part a link of ours has not, `words` or `target`, or an empty text."""
    if not words.strip():
        return "words"
    return "" if target.strip() else "target"


def _blocks(source: Source, start: int) -> Iterator[list[Span]]:
    """Yield the blocks of a text, each a list of lines, from offset `start` on.

    A paragraph ends with its id, or where an empty line and other words follow; a section mark is
    a block of its own.
    """
    block: list[Span] = []
    gap = False
    for number in range(source.line_number(start), len(source.line_starts) + 1):
        line = source.line_span(number)
        text = line.text
        if not text.strip():
            gap = bool(block)
        elif "{#" in text and _alone(line):
            yield [*block, line]
            block, gap = [], False
        else:
            mark = text.startswith("##") and notation.SECTION_RE.match(text)
            if block and (gap or mark):
                yield block
                block = []
            gap = False
            if mark:
                yield [line]
            else:
                block.append(line)
    if block:
        yield block


def _form(scalar: Scalar) -> Form:
    """Return the form of a line such as `masses @ p2.7, p3.1`."""
    words, *scope = SCOPE_RE.split(scalar.text, maxsplit=1)
    passages = tuple(part.strip() for part in scope[0].split(",")) if scope else ()
    span = scalar.span
    if span.text == scalar.text:
        span = span.source.span(span.start, span.start + len(words))
    return Form(words, span, passages)


def _guess(data: bytes) -> str:
    """Return what the bytes look like, in words."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    # In Chinese encodings bytes beyond ASCII come in pairs, in Western ones mostly alone.
    runs = [len(run) for run in BEYOND_ASCII_RE.findall(data)]
    if 2 * sum(size for size in runs if size > 1) <= sum(runs):
        return "Windows-1252"
    found = []
    for name, encoding in (("GB 18030", "gb18030"), ("Big5", "big5")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found.append((sum(text.count(character) for character in COMMON), name))
    return max(found, default=(0, "Windows-1252"), key=lambda each: each[0])[1]
