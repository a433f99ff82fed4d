"""From folders to an `Edition`, with faults for what could not be read.

Nothing here raises for what a file holds: what cannot be understood becomes a fault, which the rule
of its name puts into words, and the rest is still read.
"""

from __future__ import annotations

import json
import os
import re
import stat
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edition import front_matter, notation
from edition.bodies import read_body
from edition.model import (
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
REFERENCES = "docs/references.json"
CONTRIBUTORS = "docs/contributors.yml"
LEDGER = "docs/text/ledger.json"
CONFIG = "mkdocs.yml"
# Folders of `docs/` that hold no prose pages.
NOT_PAGES = ("docs/text/", "docs/annotations/", "docs/overrides/", "docs/assets/")

# gap3a after p3.3: one sentence of the Chinese print is absent here
GAP_RE = re.compile(r"(?P<id>\S+)\s+after\s+(?P<after>[^\s:]+)\s*:\s*(?P<reason>.+)", re.DOTALL)
# masses @ p2.7, p3.1-p3.4
SCOPE_RE = re.compile(r"\s+@\s+(?=[a-z]+)")


def read_edition(root: Path) -> Edition:
    """Read the edition in the folder `root`."""
    return _Reader(root).edition()


class _Reader:
    """Reads the files of one root, gathering faults."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []

    def edition(self) -> Edition:
        """Read everything."""
        terms = {term.id: term for term in self._terms()}
        texts = tuple(self._texts())
        annotations = {note.id: note for note in self._annotations()}
        return Edition(
            root=self.root,
            settings=self._settings(),
            texts=texts,
            terms=terms,
            annotations=annotations,
            references=self._references(),
            contributors=self._contributors(),
            pages=tuple(self._pages()),
            ledger=self._ledger(),
            faults=tuple(self.faults),
        )

    # Files

    def _files(self, folder: str, known: tuple[str, ...]) -> Iterator[str]:
        """Yield the paths of a folder's files of the known kinds; the others are faults."""
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if self._odd(path):
                continue
            if entry.is_file() and entry.name.endswith(known) and entry.name[0] != ".":
                yield path
            elif entry.name != ".DS_Store":
                self._fault("stray-file", self._nowhere(path), known=" ".join(known))

    def _odd(self, path: str) -> bool:
        """Note a file that is a link, can be executed, or is no file or folder at all."""
        mode = (self.root / path).lstat().st_mode
        if stat.S_ISLNK(mode):
            target = os.readlink(self.root / path)
            self._fault("not-a-plain-file", self._nowhere(path), why="link", target=target)
            return True
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            self._fault("not-a-plain-file", self._nowhere(path), why="device")
            return True
        if stat.S_ISREG(mode) and mode & 0o111:
            self._fault("not-a-plain-file", self._nowhere(path), why="executable")
        return False

    def _source(self, path: str, limit: int) -> Source | None:
        """Read one file, or return None where it is not there, too large, or no text."""
        place = self.root / path
        try:
            status = place.lstat()
            if not stat.S_ISREG(status.st_mode):
                return None
            if status.st_size > limit:
                facts = {"size": str(status.st_size), "limit": str(limit)}
                self._fault("too-large", self._nowhere(path), **facts)
                return None
            data = place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._fault("not-a-plain-file", self._nowhere(path), why="unread", error=str(error))
            return None
        return self._decoded(path, data)

    def _decoded(self, path: str, data: bytes) -> Source | None:
        """Return the file's text, noting bytes that are not UTF-8 or a byte-order mark."""
        try:
            source = Source(path, data.decode())
        except UnicodeDecodeError as error:
            text = data.decode(errors="replace")
            offset = len(data[: error.start].decode(errors="replace"))
            facts = {
                "why": "byte",
                "byte": f"{data[error.start]:02X}",
                "position": str(error.start),
                "guess": _guess(data),
            }
            self._fault("not-utf8", Source(path, text).span(offset, offset + 1), **facts)
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

    # Entries and annotations

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

    def _pages(self) -> Iterator[Page]:
        """Yield the prose pages: every Markdown file of `docs/` that is no source of ours."""
        folder = self.root / "docs"
        for place in sorted(folder.rglob("*.md")):
            path = place.relative_to(self.root).as_posix()
            if path.startswith(NOT_PAGES) or self._odd(path):
                continue
            source = self._source(path, TEXT_LIMIT)
            if source is None:
                continue
            start = 0
            if front_matter.FENCE_RE.match(source.text):
                _, start, faults = front_matter.split(source)
                self.faults += [fault for fault in faults if fault.facts.get("why") != "nested"]
            body, faults = read_body(source, start, page=True)
            self.faults += faults
            yield Page(source, body)

    # The text

    def _texts(self) -> Iterator[Text]:
        for path in self._files(TEXTS, (".md", ".witness.txt", "ledger.json")):
            if path.endswith(".md"):
                stem = self._id(path)
                source = self._source(path, TEXT_LIMIT)
                if source:
                    yield self._text(stem, source)

    def _text(self, stem: str, source: Source) -> Text:
        front, start, faults = front_matter.split(source)
        self.faults += faults
        sections: list[Section] = []
        paragraphs: list[Paragraph] = []
        for block in _blocks(source, start):
            first = block[0]
            mark = notation.SECTION_RE.match(first.text)
            if mark and len(block) == 1:
                sections.append(Section(f"s{mark['number']}", mark["number"], first))
                continue
            section = sections[-1].id if sections else ""
            paragraphs.append(self._paragraph(block, len(paragraphs) + 1, section))
        return Text(
            stem,
            source,
            front,
            self._witness(front),
            tuple(sections),
            tuple(paragraphs),
            tuple(self._gaps(front)),
        )

    def _paragraph(self, block: list[Span], number: int, section: str) -> Paragraph:
        """Return the paragraph of a block; without an id of its own it is named by its place."""
        source = block[0].source
        anchor = None
        # The id stands alone on the block's last line; behind words it is a sentence's own.
        own = notation.ANCHOR_RE.match(block[-1].text)
        if own and len(block) > 1:
            start = block[-1].start
            anchor = source.span(start + own.start("id"), start + own.end("id"))
        name = anchor.text if anchor and anchor.text else f"p{number}"
        lines = block[:-1] if anchor else block
        sentences = tuple(
            self._sentence(line, f"{name}.{place}") for place, line in enumerate(lines, 1)
        )
        return Paragraph(name, anchor, sentences, section, source.span(block[0].start, block[-1].end))

    def _sentence(self, line: Span, name: str) -> Sentence:
        """Return the sentence of a line."""
        text = line.text
        own = notation.ANCHOR_RE.search(text)
        if own:
            name, text = own["id"], text[: own.start()]
        text = text.rstrip()
        lead = len(text) - len(text.lstrip())
        pieces, torn = notation.scan(text[lead:], line.start + lead)
        for found in torn:
            place = line.source.span(found.start, found.end)
            if found.kind == "link":
                self._fault("malformed-reference", place, why="torn")
            else:
                self._fault("bad-emendation", place, why="torn")
        for piece in pieces:
            if isinstance(piece, notation.Linked) and not (piece.target.strip() and piece.pieces):
                why = "target" if piece.pieces else "words"
                self._fault("malformed-reference", line.source.span(piece.start, piece.end), why=why)
        return Sentence(
            name,
            line.source.span(line.start + lead, line.start + len(text)),
            pieces,
            notation.fold("".join(piece.reading for piece in pieces)),
            notation.fold("".join(piece.witness for piece in pieces)),
        )

    def _witness(self, front: FrontMatter) -> Witness | None:
        """Read the witness that the text's front matter names."""
        name = front.text("witness")
        if not name or "/" in name:
            return None
        path = f"{TEXTS}/{name}"
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
        return Settings(
            name=node.text("site_name"),
            url=node.text("site_url"),
            version=node.text(*own, "version") or Settings.version,
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
                found.setdefault(record["id"], Reference(record["id"], record, place))
            else:
                self._fault("bad-front-matter", place, why="reference")
        return found

    def _records(self, source: Source) -> Iterator[tuple[Any, Span]]:
        """Yield the values of a JSON array with their places."""
        decoder = json.JSONDecoder()
        try:
            position = _skip(source.text, 0, "[")
            while source.text[position : position + 1] != "]":
                record, end = decoder.raw_decode(source.text, position)
                yield record, source.span(position, end)
                position = _skip(source.text, end, "")
                if source.text[position : position + 1] != "]":
                    position = _skip(source.text, position, ",")
        except (json.JSONDecodeError, RecursionError) as error:
            offset = getattr(error, "pos", 0)
            problem = getattr(error, "msg", "nested too deep")
            place = source.span(offset, min(offset + 1, len(source.text)))
            self._fault("bad-front-matter", place, why="json", problem=problem)

    def _ledger(self) -> Ledger:
        source = self._source(LEDGER, TEXT_LIMIT)
        if source is None:
            return Ledger()
        try:
            data = json.loads(source.text)
            kinds = {kind: _published(source, kind, data.get(kind, {})) for kind in _LEDGER_KINDS}
        except (ValueError, AttributeError, TypeError, RecursionError) as error:
            offset = getattr(error, "pos", 0)
            problem = getattr(error, "msg", "not a ledger as `edition freeze` writes it")
            self._fault("bad-front-matter", source.span(offset, offset), why="json", problem=problem)
            return Ledger()
        return Ledger(**kinds)


_LEDGER_KINDS = ("passages", "terms", "annotations", "emendations", "references", "people")


def _published(source: Source, kind: str, entries: Mapping[str, Any]) -> dict[str, Published]:
    """Return the ids of one kind in the ledger, with their places."""
    begin = max(source.text.find(f'"{kind}"'), 0)
    found: dict[str, Published] = {}
    for name, facts in entries.items():
        start = max(source.text.find(f'"{name}"', begin), 0)
        found[name] = Published(
            name,
            facts["since"],
            facts.get("witness", ""),
            facts.get("reading", ""),
            source.span(start + 1, start + 1 + len(name)),
        )
    return found


def _skip(text: str, position: int, mark: str) -> int:
    """Return the offset behind blanks and `mark`; raises JSONDecodeError where it is not there."""
    match = re.compile(r"[ \t\r\n]*").match(text, position)
    position = match.end() if match else position
    if mark:
        if text[position : position + 1] != mark:
            raise json.JSONDecodeError(f"expected “{mark}”", text, position)
        position = _skip(text, position + 1, "")
    return position


def _blocks(source: Source, start: int) -> Iterator[list[Span]]:
    """Yield the blocks of a text, each a list of lines, from offset `start` on."""
    block: list[Span] = []
    for number in range(source.line_number(start), len(source.line_starts) + 1):
        line = source.line_span(number)
        if line.text.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _form(scalar: Scalar) -> Form:
    """Return the form of a line such as `masses @ p2.7, p3.1`."""
    words, *scope = SCOPE_RE.split(scalar.text, maxsplit=1)
    passages = tuple(part.strip() for part in scope[0].split(",")) if scope else ()
    start = scalar.span.start
    return Form(words, scalar.span.source.span(start, start + len(words)), passages)


def _guess(data: bytes) -> str:
    """Return what the bytes look like, in words."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    for name, encoding in (("GB 18030", "gb18030"), ("Big5", "big5")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum("\u4e00" <= character <= "\u9fff" for character in text) * 4 > len(text):
            return name
    return "Windows-1252"
