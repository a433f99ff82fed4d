"""Laws: what holds whatever a file says, found out with examples that nobody thought of."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown.extensions.toc import slugify, unique
from rich.cells import cell_len

from edition import forms, front_matter, ledger, notation, quotations, report
from edition.alignment import HEADER, read_alignment, written
from edition.bodies import MAX_DEPTH, Slugs, depth, read_body
from edition.findings import Finding
from edition.model import Annotation, Edition, Field, FrontMatter, Scalar, Sentence
from edition.read import LEDGER, read_edition
from edition.rules import check
from edition.source import Source
from tests.cases import BASE, FACING

# ---- What is written

WORDS = st.sampled_from(
    [
        "Bees",
        "hive",
        "worker masses",
        "官僚主义",
        "guānliáo",
        "e\u0301te\u0301",
        "🐝",
        "1957.",
        "it’s",
        "a\u00a0b",
    ]
)
BLANKS = st.sampled_from([" ", "  ", "\t", "\u00a0", "\u3000"])
LINKS = st.builds(
    "[{}]({}:{})".format,
    WORDS,
    st.sampled_from(notation.SCHEMES),
    st.sampled_from(["bee", "worker", "p1.2", "rain", "蜂王", "the queen (bee)", "nothing", ""]),
)
EMENDATIONS = st.sampled_from(
    ["{~~messes~>masses~~}{>>why<<}", "{++new++}", "{--old--}{>>为什么<<}", "{~~a~>~~}", "{++++}"]
)
TORN = st.sampled_from(
    [
        *("[", "]", "(", ")", "{", "}", "{~~", "~>", "~~}", "{++", "++}", "{>>", "<<}", "](term:"),
        *("(term:bee", "[bees][bee]", "<term:bee>", "[@keeper-1901, 3]", "[@", "@a", "{#p1}", "\\"),
        *(
            "`",
            "``",
            "*",
            "_",
            "|",
            ">",
            "#",
            "- ",
            "1. ",
            "<b>",
            "<!--",
            "-->",
            "&amp;",
            "\0",
            "~~~",
        ),
    ]
)
LINES = st.lists(
    st.one_of(WORDS, BLANKS, LINKS, EMENDATIONS, TORN, st.text(max_size=4)), max_size=12
)
SENTENCES = LINES.map(lambda parts: re.sub(r"[\r\n]", "", "".join(parts)))
MARKDOWN = st.lists(
    st.one_of(
        LINES.map("".join),
        st.sampled_from(
            [
                "",
                "    ",
                "> ",
                "- ",
                "# ",
                "| a | b |\n| - | - |\n",
                "```",
                "!!! note",
                "[^1]: ",
                "---",
            ]
        ),
    ),
    max_size=10,
).map("\n".join)


def sentence(line: str, writing: notation.Writing = notation.SPACED) -> Sentence:
    """Return the sentence of a line that stands behind some others in its file."""
    source = Source("docs/text/letter.md", f"Other words.\n{line}\n")
    start = len("Other words.\n")
    pieces, torn = notation.scan(line, start)
    return Sentence(
        "p1.2",
        source.span(start, start + len(line)),
        pieces,
        "".join(piece.reading for piece in pieces),
        "".join(piece.witness for piece in pieces),
        bool(torn),
        writing,
    )


# ---- Files


@given(st.text(alphabet="a\r\n\u2028\x0b"))
def test_lines_are_those_of_markdown(text: str) -> None:
    source = Source("docs/x.md", text)
    numbers = range(1, len(source.line_starts) + 1)
    lines = [source.line_span(number) for number in numbers]
    assert "\n".join(line.text for line in lines) == re.sub(r"\r\n?", "\n", text)
    for number, line in zip(numbers, lines, strict=True):
        assert (line.line, line.column) == (number, 1)


# ---- The notations


@given(SENTENCES, st.integers(0, 1000))
@example("[a {~~b~>c~~}{>>[d](term:e)<<}](term:f)", 0)
def test_pieces_cover_a_line_without_gap_or_overlap(line: str, start: int) -> None:
    pieces, torn = notation.scan(line, start)
    position = start
    for piece in pieces:
        assert piece.start == position
        assert piece.end > piece.start
        position = piece.end
        written = line[piece.start - start : piece.end - start]
        if isinstance(piece, notation.Words):
            assert written == piece.text
        elif isinstance(piece, notation.Emended):
            assert written[0] == "{"
            assert written[-1] == "}"
            assert piece.old in written
            assert piece.new in written
        else:
            assert written.startswith("[")
            assert written.endswith(f"]({piece.scheme}:{piece.target})")
            assert line[piece.target_start - start : piece.target_end - start] == piece.target
            inner = piece.start + 1
            for part in piece.pieces:
                assert part.start == inner
                inner = part.end
            assert line[inner - start : inner - start + 2] == "]("
    assert position == start + len(line)
    for found in torn:
        assert start <= found.start < found.end <= position


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("words"), WORDS, WORDS),
            st.tuples(st.sampled_from(["replaced", "added", "dropped", "linked"]), WORDS, WORDS),
        ),
        max_size=8,
    )
)
def test_all_undone_is_the_witness_and_all_done_the_reading_text(
    parts: list[tuple[str, str, str]],
) -> None:
    shapes = {
        "words": ("{0}", "{0}", "{0}"),
        "replaced": ("{{~~{0}~>{1}~~}}{{>>why<<}}", "{0}", "{1}"),
        "added": ("{{++{1}++}}", "", "{1}"),
        "dropped": ("{{--{0}--}}{{>>why<<}}", "{0}", ""),
        "linked": ("[{0}{{~~{0}~>{1}~~}}](term:bee)", "{0}{0}", "{0}{1}"),
    }
    line, witness, reading = (
        " ".join(shapes[kind][side].format(old, new) for kind, old, new in parts)
        for side in range(3)
    )
    made = sentence(line)
    assert not made.torn
    assert (made.witness, made.reading) == (witness, reading)


@given(st.text())
def test_folding_twice_changes_no_more(text: str) -> None:
    assert notation.fold(notation.fold(text)) == notation.fold(text)
    assert len(notation.fold_marks(text)) == len(text)


@given(st.lists(WORDS, min_size=1), st.data())
def test_a_fingerprint_is_of_the_words_and_not_of_the_blanks(
    words: list[str], data: st.DataObject
) -> None:
    blanks = st.sampled_from([" ", "\n", "\t  ", "\u00a0", "\r\n"])
    other = "".join(f"{data.draw(blanks)}{unicodedata.normalize('NFD', word)}" for word in words)
    assert notation.fingerprint(other) == notation.fingerprint(" ".join(words))
    assert re.fullmatch("[0-9a-f]{12}", notation.fingerprint(other))


@given(SENTENCES)
def test_the_place_of_words_holds_those_words(line: str) -> None:
    made = sentence(line)
    for witness, words in ((False, made.reading), (True, made.witness)):
        for match in re.finditer(r"\S+", words):
            place = made.place(*match.span(), witness=witness)
            pieces, _ = notation.scan(place.text)
            assert made.span.start <= place.start < place.end <= made.span.end
            if "{" not in line and "[" not in line:
                assert place.text == match[0]
            elif all(isinstance(piece, notation.Words) for piece in pieces):
                assert match[0] in place.text or place.text in line


@given(SENTENCES)
def test_an_emendation_is_named_by_the_witness_word_at_which_it_begins(line: str) -> None:
    made = sentence(line)
    before = ""
    for piece in made.flat():
        if isinstance(piece, notation.Emended):
            number = len(before.split()) + 1
            if before[-1:].strip() and piece.old[:1].strip():
                number -= 1
            named = [found.id for found in made.emendations() if found.piece is piece]
            assert named == [f"p1.2w{number}"]
        before += piece.witness


@given(SENTENCES)
@example("蜂{~~中~>虫~~}{++了++}。")
def test_an_emendation_of_chinese_is_named_by_the_character_at_which_it_begins(line: str) -> None:
    made = sentence(line, notation.UNSPACED)
    before = ""
    for piece in made.flat():
        if isinstance(piece, notation.Emended):
            named = [found.id for found in made.emendations() if found.piece is piece]
            assert named == [f"p1.2w{len(''.join(before.split())) + 1}"]
        before += piece.witness


@given(st.lists(st.text(alphabet="蜂王。！？”」，a \u3000", min_size=1)))
def test_chinese_sentences_put_on_one_line_are_told_apart_where_they_end(parts: list[str]) -> None:
    line = "".join(parts)
    end = notation.UNSPACED.end
    ends = [match.start() for match in end.finditer(line)]
    cut = [line[a:b] for a, b in itertools.pairwise([0, *ends, len(line)])]
    assert "".join(cut) == line
    for one, other in itertools.pairwise(cut):
        # A stop, then whatever is neither a stop nor a mark that closes.
        assert one[-1] in "。！？"
        assert other.lstrip()[0] not in "。！？”」"
        assert not end.search(one)


@given(st.text(alphabet="ab 蜂王\t\u3000\u00a0"), st.text(alphabet="ab 蜂王\t\u3000\u00a0"))
def test_texts_that_differ_in_blanks_alone_are_compared_as_one(one: str, other: str) -> None:
    spaced, unspaced = notation.SPACED, notation.UNSPACED
    assert spaced.fold(f"{one}  {other}") == spaced.fold(f"{one}\n{other}")
    assert unspaced.fold(f"{one} {other}") == unspaced.fold(one + other)
    assert spaced.fold(one).split() == one.split()
    assert unspaced.fold(one) == "".join(one.split())


PLACES = st.builds(
    "{}{}{}".format, st.sampled_from("pz"), st.integers(1, 99), st.just("")
) | st.builds("{}{}.{}".format, st.sampled_from("pz"), st.integers(1, 99), st.integers(1, 999))


@given(PLACES, PLACES)
def test_a_range_has_two_ends_and_its_letter_is_p_or_z(first: str, last: str) -> None:
    found = notation.RANGE_RE.fullmatch(f"{first}-{last}")
    assert found
    assert (found["first"], found["last"]) == (first, last)
    for name in (first, last):
        assert notation.PASSAGE_RE.fullmatch(name)
        assert bool(notation.PARAGRAPH_RE.fullmatch(name)) == ("." not in name)
        assert bool(notation.ALIGNED_RE.fullmatch(name)) == (name[0] == "z" and "." in name)
        for letter in "aoqyZP":
            assert not notation.PASSAGE_RE.fullmatch(f"{letter}{name[1:]}")


# ---- Alignments


CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8).map(
    str.strip
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=6), st.sampled_from(["\n", "\r\n"]))
@example([('a"b', '"', ",", "'")], "\n")
def test_a_written_alignment_is_read_as_the_cells_that_it_was(
    rows: list[tuple[str, str, str, str]], end: str
) -> None:
    source = Source("docs/text/x.alignment.csv", end.join(map(written, [HEADER, *rows])))
    alignment, faults = read_alignment(source)
    assert not faults
    read = [(r.original, r.translation, r.opening, r.closing) for r in alignment.rows]
    assert [tuple(cell.text for cell in cells) for cells in read] == rows
    for row, cells in zip(alignment.rows, read, strict=True):
        place = row.span.start
        for cell in cells:
            assert cell.span.text.replace('""', '"') == cell.text or not cell.text
            assert place <= cell.span.start <= cell.span.end <= row.span.end
            place = cell.span.end


@given(st.text(alphabet='ab ,"\n\r\tz1.2\0', max_size=40))
def test_whatever_a_table_holds_its_cells_stand_where_they_say(text: str) -> None:
    source = Source("docs/text/x.alignment.csv", f"{','.join(HEADER)}\n{text}")
    alignment, faults = read_alignment(source)
    lines = list(map(source.line_span, range(2, len(source.line_starts) + 1)))
    assert len(alignment.rows) + len(faults) == sum(1 for line in lines if line.text.strip())
    for row in alignment.rows:
        assert "\n" not in row.span.text
        for cell in (row.original, row.translation, row.opening, row.closing):
            assert cell.span.text.replace('""', '"') == cell.text


@given(st.text(alphabet="ab@;,- -:.[]1"), st.integers(0, 9))
def test_the_key_of_a_citation_stands_where_it_says(items: str, start: int) -> None:
    found = notation.citation_items(items, start) or ()
    for item in found:
        assert items[item.key_start - start : item.key_end - start] == item.key
        assert items[item.key_start - start - 1] == "@"


# ---- Bodies and pages


@given(MARKDOWN, st.booleans())
@example("| [a](term:x) | b \\| [c](term:y) |\n| - | - |\n| \\| d | [e](term:z) |", False)  # noqa: FBT003
@example("1.\t[a](term:x)\n\n\t> [b](term:y)\r\n\t> [c\r\td](term:z)", True)  # noqa: FBT003
@example("<div markdown>\n[a](term:x)\n- [b](term:y)\n</div>", True)  # noqa: FBT003
def test_every_link_of_a_body_stands_where_it_says(markdown: str, page: bool) -> None:  # noqa: FBT001
    head = "---\ntitle: a\n---\n"
    source = Source("docs/x.md", head + markdown)
    body, faults = read_body(source, len(head), page=page)
    for link in body.links:
        written = link.span.text.replace("\\|", "|").replace("\0", "\ufffd")
        assert written.startswith("[")
        assert written.endswith(")")
        assert link.target_span.text.replace("\\|", "|").replace("\0", "\ufffd") == link.target
        assert f"]({link.scheme}:" in written
    for citation in body.citations:
        assert citation.span.text.startswith("[")
        for item in citation.items:
            assert source.text[item.key_start : item.key_end] == item.key
    for place in [
        *(fault.span for fault in faults),
        *body.html,
        *(x.span for x in body.hyperlinks),
    ]:
        assert len(head) <= place.start <= place.end <= len(source.text)
    for stretch in body.prose:
        for position, character in enumerate(stretch.text):
            if character.isalnum():
                assert source.text[stretch.offset(position)] == character


@given(st.lists(st.text(alphabet="ab_1 蜂é-#", max_size=6), max_size=12))
def test_ids_of_headings_are_those_of_python_markdown(headings: list[str]) -> None:
    taken: set[str] = set()
    ours = Slugs()
    for heading in headings:
        assert ours.of(heading) == unique(slugify(heading, "-"), taken)


@given(st.text(alphabet="[]\\a\n "))
def test_brackets_too_deep_are_shown_where_they_first_are(markdown: str) -> None:
    deepest, where = depth(markdown)
    if deepest > MAX_DEPTH:
        assert markdown[where] == "["
        assert depth(markdown[:where])[0] <= MAX_DEPTH


# ---- Front matter


@given(
    st.text(
        alphabet=st.characters(
            codec="utf-8",
            exclude_categories=("Cc", "Cs", "Zl", "Zp"),
            exclude_characters="\ufeff\ufffe\uffff",
        )
    )
)
@example('It\'s "so": [a] #b')
@example("- a")
@example("'")
@example("a:")
@example("\\")
def test_a_written_value_is_read_as_the_words_that_it_was(words: str) -> None:
    assume(words == words.strip())
    for line in (f"key: {front_matter.written(words)}", f"key:\n  - {front_matter.written(words)}"):
        source = Source("glossary/x.md", f"---\n{line}\n---\n")
        front, _, faults = front_matter.split(source)
        assert not faults
        assert front.text("key") == words
        if words:
            assert front_matter.whole(front.values("key")[0]).text == front_matter.written(words)


@given(st.text(alphabet="ab:'\"-# [{@\t", min_size=1, max_size=14))
def test_a_mended_line_needs_no_mending(line: str) -> None:
    mended = front_matter.mended(line)
    if mended is not None:
        assert front_matter.mended(mended) is None
        source = Source("mkdocs.yml", mended)
        assert front_matter.compose(source, source.span(0, len(mended)))[0]


# ---- Forms and quotations


@pytest.fixture(scope="module")
def tiny() -> Edition:
    """The tiny edition."""
    return read_edition(BASE)


@given(
    words=st.lists(
        st.one_of(
            st.sampled_from(["bee", "Bees", "worker", "worker masses", "queen’s"]),
            WORDS,
            st.sampled_from(["-", "–", "—", ",", "_"]),
        )
    ).map(" ".join)
)
def test_forms_that_are_found_are_forms_and_none_lies_within_another(
    tiny: Edition, words: str
) -> None:
    behind = 0
    for use in forms.Forms(tiny).uses(words, "p1.1"):
        assert behind <= use.start < use.end <= len(words)
        assert forms.same(words[use.start : use.end]) == forms.same(use.form.words)
        behind = use.end


@given(words=st.text())
def test_tokens_stand_where_they_say(words: str) -> None:
    behind = 0
    for token, start, end in forms.tokens(words):
        assert behind <= start < end <= len(words)
        assert token
        behind = end


@given(data=st.data())
def test_whatever_is_quoted_is_found_and_marked(tiny: Edition, data: st.DataObject) -> None:
    passage = tiny.passage(data.draw(st.sampled_from(["p1", "p2", "p1.2", "p2.1-p2.3", "p1-p2"])))
    assert passage
    witness = data.draw(st.booleans())
    whole = passage.witness if witness else passage.reading
    words = whole.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = data.draw(BLANKS).join(words[first : last + 1])
    note = annotation(tiny, at=passage.id, quote=quote, text="witness" if witness else "reading")
    places = quotations.found(note, passage)
    assert notation.fold(quote) in {notation.fold(whole[start:end]) for start, end in places}
    assert notation.fold(quotations.nearest(note, passage))
    sentences = {each.id: each for each in passage.sentences}
    for number, (start, end) in enumerate(places, 1):
        chosen = annotation(
            tiny,
            at=passage.id,
            quote=quote,
            text="witness" if witness else "reading",
            occurrence=str(number),
        )
        assert quotations.chosen(chosen, passage) == (start, end)
        parts = quotations.parts(chosen, tiny)
        marked = " ".join(sentences[part.sentence].reading[part.start : part.end] for part in parts)
        if witness:
            # What is marked is the reading text that stands for the witness's words.
            assert len(marked.split()) == len(quote.split())
        else:
            assert notation.fold(marked) == notation.fold(quote)


def annotation(edition: Edition, **values: str) -> Annotation:
    """Return an annotation with these values."""
    note = edition.annotations["rain"]
    span = note.source.span(0, 0)
    fields = {
        key: Field(Scalar(key, span), (Scalar(value, span),), many=False, span=span)
        for key, value in values.items()
    }
    return replace(note, front=FrontMatter(fields, span))


# ---- The whole


def paths(folder: Path) -> list[str]:
    """Return the paths of the files of a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return [file.relative_to(folder).as_posix() for file in files]


# Beside the files of the tiny edition those of the original that may face its text.
OF_ORIGINAL = [path for path in paths(FACING) if not (BASE / path).exists()]
PATHS = [*paths(BASE), *OF_ORIGINAL]
YAML = st.lists(
    st.sampled_from(
        [
            *(
                "term: bee",
                "forms:",
                "  - a @ p1",
                "gloss: 'x",
                "&a ",
                "*a",
                "!!x y",
                "<<: *a",
                ": ",
                "? ",
                "- ",
            ),
            *(
                "at: p1-p2",
                "quote: {",
                "date: 9999-99-99",
                "occurrence: " + "9" * 5000,
                "see: [a, [b, [c, [[d]]]]]",
            ),
            *(
                "---",
                "...",
                "\t",
                "title: |\n  a",
                "text_lines: 1, 99999999999",
                "witness: ../x",
                "gaps: [a]",
                "a: \0",
            ),
            *(
                "sha256: 0",
                "title_line: " + "9" * 30,
                "at: gap2a",
                "quote: ''",
                "superseded_by: bee",
                "term: ''",
            ),
        ]
    ),
    max_size=8,
).map("\n".join)
JSON = st.sampled_from(
    [
        *(
            "[",
            "{}",
            '[{"id": 1}]',
            '[{"id": "\\ud800"}]',
            "[" * 3000,
            '{"passages": {"p1": {}}}',
            "1" * 5000,
        ),
        *(
            '{"passages": {"\\ud800": {"since": "1", "witness": "2"}}}',
            '{"terms": []}',
            "null",
            '{"passages": null}',
        ),
        *(
            '{"passages": {"p1": {"since": 1}}}',
            '{"terms": {"zzz": {"since": "0.1.0"}}}',
            '[{"id": "a"},]',
            "[] x",
        ),
        '{"passages": {"p7.3": {"since": "0", "witness": "a"}, "s9": {"since": ""}, "x y": {"since": ""}}}',
    ]
)
TABLE = st.lists(
    st.builds(
        ",".join,
        st.lists(
            st.sampled_from(
                [
                    *("z1.1", "z2.1", "z2.2", "z2.3", "z2.9", "z999999.999999", "z0.1", "p1.1"),
                    *("p1.1-p1.2", "p2.2", "p2.1-p2.3", "p2.3-p1.1", "p1", "gap2a", "gap2a-p2.3"),
                    *("蜜蜂", "蜂后。”", '"', '"a"', "", "title"),
                ]
            ),
            min_size=3,
            max_size=5,
        ),
    ),
    max_size=8,
).map(lambda rows: "\n".join([",".join(HEADER), *rows]))
CONTENT = st.one_of(
    TABLE.map(str.encode),
    st.binary(max_size=200),
    st.builds(lambda front, body: f"---\n{front}\n---\n{body}".encode(), YAML, MARKDOWN),
    MARKDOWN.map(str.encode),
    JSON.map(str.encode),
    YAML.map(str.encode),
)


@contextmanager
def spoilt(path: str, content: bytes, where: tuple[int, int] | None) -> Iterator[Path]:
    """Make the tiny edition with one file replaced, or a stretch of it.

    It has its original where the file belongs to that.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "edition")
        shutil.copytree(BASE, root)
        if path in OF_ORIGINAL:
            shutil.copytree(FACING, root, dirs_exist_ok=True)
        data = (root / path).read_bytes()
        if where:
            start, end = sorted(number % (len(data) + 1) for number in where)
            content = data[:start] + content[:40] + data[end:]
        (root / path).write_bytes(content)
        yield root


SPOILT = given(
    st.sampled_from(PATHS),
    CONTENT,
    st.one_of(st.none(), st.tuples(st.integers(0, 5000), st.integers(0, 5000))),
)


@SPOILT
@example("docs/text/ledger.json", b'{"passages": {"p1": {}}}', None)
@example("docs/references.json", b'[{"id": "\\ud800"}]', None)
@example("docs/annotations/rain.md", b"---\nat: " + b"p" + b"9" * 5000 + b"\n---\n", None)
@example("glossary/bee.md", b"\xcc\x80\x80", None)
def test_whatever_a_file_holds_it_is_read_checked_and_reported(
    path: str, content: bytes, where: tuple[int, int] | None
) -> None:
    with spoilt(path, content, where) as root:
        edition = read_edition(root)
        findings = check(edition)
        text = report.as_text(findings, edition.settings)
        written = report.as_json(findings, edition.settings)
        for finding in findings:
            assert finding.message
            assert finding.rule
            assert_place(finding)
            assert_caret(finding, report.as_text([finding], edition.settings))
        assert_harmless(text)
        written.encode()
        again = read_edition(root)
        assert report.as_text(check(again), again.settings) == text
        assert report.as_json(check(again), again.settings) == written


def assert_place(finding: Finding) -> None:
    """Check that a place lies in its file, and so does what is to be put in its stead."""
    spans = [finding.span, *([finding.suggestion.span] if finding.suggestion else [])]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(span.source.text)
        assert span.line <= len(span.source.line_starts)


def assert_harmless(text: str) -> None:
    """Check that nothing in a report drives a terminal, and that it can be written."""
    assert all(c.isprintable() or c in "\n\u3000" for c in text)
    text.encode()


def assert_caret(finding: Finding, text: str) -> None:
    """Check that the caret stands under the words of the place, by display width."""
    span = finding.span
    if not span.source.text:
        return
    _, _, shown, mark, *_ = text.split("\n")
    gutter = len(str(span.line)) + 3
    line, carets = shown[gutter:], mark[gutter:]
    columns = len(carets) - len(carets.lstrip(" "))
    width = len(re.match(r"\^+", carets.lstrip(" "))[0])  # type: ignore[index]
    # Marks without a width of their own, such as a combining accent, stand before the words.
    before = max(at for at in range(len(line) + 1) if cell_len(line[:at]) <= columns)
    rest = span.source.line_span(span.line)
    words = report.clean(span.source.text[span.start : max(span.start, min(span.end, rest.end))])
    under = line[before:]
    kept = under.removesuffix(" …").rstrip()
    assert columns <= cell_len(line) or not words.strip()
    if words.strip() and unicodedata.combining(words[0]) == 0:
        assert kept.startswith(words.rstrip()) or words.startswith(kept)
        assert width <= max(1, cell_len(words))


@SPOILT
def test_the_order_in_which_files_are_listed_is_of_no_account(
    path: str, content: bytes, where: tuple[int, int] | None
) -> None:
    with spoilt(path, content, where) as root, pytest.MonkeyPatch.context() as patch:
        edition = read_edition(root)
        straight = report.as_text(check(edition), edition.settings)
        scandir = os.scandir

        @contextmanager
        def backwards(folder: Path) -> Iterator[list[os.DirEntry[str]]]:
            with scandir(folder) as entries:
                yield sorted(entries, key=lambda entry: entry.name, reverse=True)

        patch.setattr(os, "scandir", backwards)
        edition = read_edition(root)
        assert report.as_text(check(edition), edition.settings) == straight


HOSTILE = {
    "brackets opened": "[",
    "brackets opened and closed": "[]",
    "brackets around brackets": "[a](b ",
    "links begun": "[a](term:",
    "links begun with brackets": "[a](term:(",
    "ids with brackets": "(term:(a)",
    "schemes": "(term:a",
    "words closed": "a](term:a) ",
    "emendations begun": "{~~",
    "arrows": "~>",
    "emendations with arrows": "{~~a~>",
    "plusses": "{++",
    "reasons begun": "{>>",
    "ids of paragraphs begun": "{#",
    "citations begun": "[@a ",
    "keys": " @a",
    "semicolons and blanks": "; ",
    "blanks": " ",
    "tabs": "\t",
    "full stops": ". A",
    "backslashes": "\\",
    "backticks": "`a``b",
    "stars": "*a**b",
    "underscores": "_a__b",
    "quotations": "> ",
    "lists": "- ",
    "numbered lists": "1. ",
    "cells": "| a ",
    "tags begun": "<a ",
    "comments begun": "<!--",
    "entities": "&a",
    "addresses": "<http:",
    "combining marks": "\u0301",
    "hanzi": "蜂",
    "forms": "worker ",
    "hashes in braces": "#",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "path",
    [
        "docs/text/letter.md",
        "docs/text/letter.zh.md",
        "docs/text/letter.alignment.csv",
        "glossary/bee.md",
        "docs/index.md",
    ],
)
@pytest.mark.parametrize("joint", ["", "\n"], ids=["line", "lines"])
def test_hostile_input_comes_to_an_end(path: str, unit: str, joint: str, tmp_path: Path) -> None:
    root = tmp_path / "edition"
    shutil.copytree(BASE, root)
    if path in OF_ORIGINAL:
        shutil.copytree(FACING, root, dirs_exist_ok=True)
    size = 20_000 if path.startswith("glossary") or joint else 60_000
    lead = "# {" if unit == "#" else ""
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{lead}{joint.join([unit] * (size // len(unit)))}\n")
    edition = read_edition(root)
    assert report.as_text(check(edition), edition.settings)


@pytest.mark.parametrize("over", [BASE, FACING], ids=["text", "original"])
def test_freezing_twice_writes_the_same_and_what_is_frozen_is_right(
    over: Path, tmp_path: Path
) -> None:
    root = tmp_path / "edition"
    shutil.copytree(BASE, root)
    shutil.copytree(over, root, dirs_exist_ok=True)
    (root / LEDGER).unlink()
    frozen = ledger.written(read_edition(root))
    (root / LEDGER).write_text(frozen, encoding="utf-8")
    assert frozen == (over / LEDGER).read_text("utf-8")
    edition = read_edition(root)
    assert ledger.written(edition) == frozen
    assert not check(edition)
