"""Entries, annotations and pages as Markdown: how they are parsed, and what stands where.

One parser, markdown-it-py's `commonmark` with tables, reads a body for the checks and, with raw
HTML off, for the renderer. Its inline tokens do not know their place, so the rules that matter here
are wrapped to note it, in offsets of the block's content; `_starts` turns those into offsets of the
file.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from edition import notation
from edition.model import Body, Citation, Fault, Hyperlink, Link, Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.ruler import Ruler
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from edition.source import Source, Span

# Deeper brackets than this are never prose; refusing them keeps every parser here linear.
MAX_DEPTH = 12
WORD_RE = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
# [^1]: the text of a footnote
FOOTNOTE_RE = re.compile(r"\[\^[^\]\s]++\]:")
# What opens and closes brackets, and what takes their meaning from them.
_BRACKET_RE = re.compile(r"\\.|[\[\]]|\n[ \t]*\n")
# The attributes of a heading or a paragraph, in which its ids are looked for.
_ATTRIBUTES_RE = re.compile(r"\{[^{}\n]*+\}")
_OWN_ID_RE = re.compile(r"(?:^|\s)#(?P<id>[^\s#]+)")
_HTML_ID_RE = re.compile(r"\b(?:id|name)\s*+=\s*+[\"']?(?P<id>[^\s\"'>]++)", re.IGNORECASE)
# <div markdown>, in which Python-Markdown reads Markdown
_MARKDOWN_INSIDE_RE = re.compile(r"\s*<[a-z][^<>]*\smarkdown[\s=>][^\n]*", re.IGNORECASE)
_ID_COUNT_RE = re.compile(r"^(?P<stem>.*)_(?P<number>[0-9]{1,9})$")
# What no form can match, so that what is blotted out never joins its neighbours.
_BLOT = "\0"


class _Parser(MarkdownIt):
    """The parser, with every address let through: the rule `unsafe-link` has to see them all."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        """Let any address through."""
        del url
        return True


@lru_cache(maxsize=4)
def parser(*, html: bool, page: bool) -> MarkdownIt:
    """Return the parser of bodies, or of prose pages.

    `html` lets raw HTML through as tokens (the checks must see it; the renderer must not).
    In a page what is indented is no code, since admonitions, tabs and footnotes indent their text.
    """
    made = _Parser("commonmark", {"html": html}).enable("table")
    if page:
        made.disable("code")
    made.block.ruler.at("reference", _definition(_rule(made.block.ruler, "reference")))
    made.inline.ruler.before("link", "citation", _citation)
    made.inline.ruler.before("link", "ours", _ours)
    for name in ("backticks", "link", "image", "autolink", "html_inline"):
        made.inline.ruler.at(name, _placed(_rule(made.inline.ruler, name)))
    return made


def _rule(ruler: Ruler[Any], name: str) -> Callable[..., bool]:
    """Return the parser’s own rule of that name."""
    found: Callable[..., bool] = next(rule.fn for rule in ruler.__rules__ if rule.name == name)
    return found


def _definition(original: Callable[..., bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    """Return the rule of link definitions, less those that are footnotes: their text is prose."""

    def rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
        start = state.bMarks[first] + state.tShift[first]
        if FOOTNOTE_RE.match(state.src, start, state.eMarks[first]):
            return False
        return original(state, first, last, silent)

    return rule


def _placed(
    original: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    """Return the rule, noting in the first token it makes where that came from."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
        start, count = state.pos, len(state.tokens)
        if not original(state, silent):
            return False
        for token in state.tokens[count:]:
            if token.type != "text":
                token.meta = {**token.meta, "place": (start, state.pos)}
                break
        return True

    return rule


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read `[@key, 184]`."""
    match = notation.CITATION_RE.match(state.src, state.pos, state.posMax)
    if not match or notation.citation_items(match["items"]) is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match["items"]
        token.meta = {"place": match.span()}
    state.pos = match.end()
    return True


def _ours(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read `[words](term:id)`, also where the id has blanks in it, which no Markdown link may."""
    if state.src[state.pos] != "[":
        return False
    start = state.pos
    end = state.md.helpers.parseLinkLabel(state, start, True)  # noqa: FBT003 - as upstream calls it
    match = notation.TARGET_RE.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not match:
        return False
    if not silent:
        limit = state.posMax
        opening = state.push("ours_open", "a", 1)
        opening.meta = {
            "place": (start, match.end()),
            "scheme": match["scheme"],
            "target": match["target"],
            "target_place": match.span("target"),
            "words": state.src[start + 1 : end],
        }
        state.pos, state.posMax = start + 1, end
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = limit
        state.push("ours_close", "a", -1)
    state.pos = match.end()
    return True


def depth(markdown: str) -> tuple[int, int]:
    """Return how deep square brackets are nested at most, and where they first are too deep."""
    deepest = level = where = 0
    for match in _BRACKET_RE.finditer(markdown):
        mark = match[0]
        if mark == "[":
            level += 1
            deepest = max(deepest, level)
            if level == MAX_DEPTH + 1 and not where:
                where = match.start()
        elif mark == "]":
            level = max(0, level - 1)
        elif mark[0] == "\n":
            level = 0
    return deepest, where


def read_body(source: Source, start: int, *, page: bool = False) -> tuple[Body, list[Fault]]:
    """Read the Markdown of a file from offset `start` on.

    Returns the body and what could not be understood in it.
    """
    markdown = source.text[start:]
    deepest, where = depth(markdown)
    if deepest > MAX_DEPTH:
        place = source.span(start + where, start + where + 1)
        facts = {"depth": str(deepest), "most": str(MAX_DEPTH), "unread": "rest of this file"}
        return Body(source, start, unread=True), [_fault(place, "deep", **facts)]
    found = _Found(source, page=page)
    found.read(source.line_number(start) - 1, markdown)
    body = Body(
        source,
        start,
        tuple(found.links),
        tuple(found.hyperlinks),
        tuple(found.citations),
        tuple(found.html),
        tuple(found.prose),
        found.words,
        tuple(found.headings),
        tuple(found.ids),
    )
    return body, found.faults


def _fault(place: Span, why: str, **facts: str) -> Fault:
    """Return a fault of the rule `malformed-reference`."""
    return Fault("malformed-reference", place, {"why": why, **facts})


class _Found:
    """Gathers what a body holds while its tokens go by."""

    def __init__(self, source: Source, *, page: bool) -> None:
        self.source = source
        self.page = page
        self.links: list[Link] = []
        self.hyperlinks: list[Hyperlink] = []
        self.citations: list[Citation] = []
        self.html: list[Span] = []
        self.prose: list[Stretch] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.faults: list[Fault] = []
        self.words = 0
        # Where the next cell of a table begins, by line.
        self._cells: dict[int, int] = {}
        self._slugs = Slugs()
        self._quotes = 0
        self._heading = self._cell = False

    def read(self, first_line: int, markdown: str) -> None:
        """Take in Markdown that begins in the line of that index."""
        for token in parser(html=True, page=self.page).parse(markdown):
            self._block(token, first_line)

    def _block(self, token: Token, first_line: int) -> None:
        """Take in one token of the block level."""
        if token.type == "heading_open":
            self._heading = True
        elif token.type in ("th_open", "td_open"):
            self._cell = True
        elif token.type == "blockquote_open":
            self._quotes += 1
        elif token.type == "blockquote_close":
            self._quotes -= 1
        elif not token.map:
            return
        elif token.type == "html_block":
            self._html(first_line + token.map[0], first_line + token.map[1])
        elif token.type == "inline":
            lines = range(first_line + token.map[0], first_line + token.map[1])
            own = not self._heading and not self._quotes
            self._inline(token, Stretch(token.content, self._starts(token.content, lines), own))
            if self._heading:
                self.headings.append(self._id_of(token.content))
            self._heading = self._cell = False

    def _html(self, first: int, end: int) -> None:
        """Take in a block of HTML; in a page there may be Markdown inside it."""
        span = self._lines(first, end)
        self.html.append(span)
        if self.page:
            self.ids += [match["id"] for match in _HTML_ID_RE.finditer(span.text)]
            inside = _MARKDOWN_INSIDE_RE.match(span.text)
            if inside and inside.end() < len(span.text):
                self.read(first + 1, span.text[inside.end() + 1 :])

    def _lines(self, first: int, end: int) -> Span:
        """Return the span of the lines from index `first` up to `end`, without the last's end."""
        last = min(end, len(self.source.line_starts))
        return self.source.span(
            self.source.line_starts[first], self.source.line_span(max(first + 1, last)).end
        )

    def _starts(self, content: str, lines: range) -> tuple[tuple[int, int], ...]:
        """Pair the start of each line of a block's content with its offset in the file.

        The parser takes off what stands before a line (a quote's mark, a list's indentation, a
        heading's hashes) and, of a table's row, hands over each cell alone; what it keeps is there
        to be found.
        """
        starts: list[tuple[int, int]] = []
        position = 0
        number = lines.start
        for part in content.split("\n"):
            # A tab before a line may have become blanks.
            words = part.strip()
            lead = len(part) - len(part.lstrip())
            while words and number < min(lines.stop, len(self.source.line_starts)):
                span = self.source.line_span(number + 1)
                pairs = self._found_in(span.text.replace("\0", "\ufffd"), words, number)
                number += len(lines) > 1
                if pairs:
                    starts += [(position + lead + at, span.start + there) for at, there in pairs]
                    break
                if len(lines) == 1:
                    break
            position += len(part) + 1
        return tuple(starts) or ((0, self.source.line_starts[lines.start]),)

    def _found_in(self, line: str, words: str, number: int) -> list[tuple[int, int]]:
        """Return pairs of offsets in the words and in a line that holds them; none if it does not."""
        bare = line.rstrip()
        if not self._cell and bare.endswith(words):
            return [(0, len(bare) - len(words))]
        after = self._cells.get(number, 0)
        at = line.find(words, after)
        if at != -1:
            self._cells[number] = at + len(words)
            return [(0, at)]
        # In a cell of a table the parser takes off the backslash before a bar.
        pieces = words.split("|")
        whole = re.compile(r"\\?\|".join(f"({re.escape(piece)})" for piece in pieces))
        match = whole.search(line, after) if len(pieces) > 1 else None
        if not match:
            return []
        self._cells[number] = match.end()
        pairs = []
        position = 0
        for index, piece in enumerate(pieces, 1):
            pairs.append((position, match.start(index)))
            position += len(piece) + 1
        return pairs

    def _inline(self, token: Token, stretch: Stretch) -> None:
        """Take in the inline tokens of one block."""
        blots: list[tuple[int, int]] = []
        for child in token.children or []:
            if child.type == "text":
                self.words += len(WORD_RE.findall(child.content))
            place = child.meta.get("place")
            if place is not None:
                blots.append(place)
                self._placed(child, stretch, self._span(stretch, *place))
        prose = _blotted(stretch.text, blots)
        for torn in notation.torn_links(prose, 0, len(prose)):
            place = self._span(stretch, torn.start, torn.end)
            self.faults.append(_fault(place, torn.why, mended=torn.mended))
        for match in notation.BARE_CITATION_RE.finditer(prose):
            facts = {"mended": f"[@{match['key']}]"}
            place = self._span(stretch, match.start("key") - 1, match.end())
            self.faults.append(_fault(place, "citation", **facts))
        if self.page:
            for attributes in _ATTRIBUTES_RE.finditer(prose):
                self.ids += _OWN_ID_RE.findall(attributes[0].strip("{}:"))
        self.prose.append(Stretch(prose, stretch.starts, stretch.own))

    def _placed(self, child: Token, stretch: Stretch, span: Span) -> None:
        """Take in an inline token that knows where it came from."""
        if child.type == "ours_open":
            self._our_link(child, stretch, span)
        elif child.type == "citation":
            items = self._items(child, stretch)
            self.citations.append(Citation(child.content, items, span))
        elif child.type in ("link_open", "image"):
            target = str(child.attrs.get("href") or child.attrs.get("src") or "")
            # [term]: term:x is a link definition.
            if notation.LOOSE_SCHEME_RE.match(target):
                self._other_form(child, target, span)
            else:
                self.hyperlinks.append(Hyperlink(target, span))
        elif child.type == "html_inline":
            self.html.append(span)
            if self.page:
                self.ids += [match["id"] for match in _HTML_ID_RE.finditer(span.text)]

    def _other_form(self, child: Token, target: str, span: Span) -> None:
        """Note a link of ours that is written in one of Markdown’s other ways."""
        torn = next(notation.torn_links(span.text, 0, len(span.text)), None)
        words, mark, _ = span.text.lstrip("!").partition("][")
        mended = f"{words}]({target})" if mark else torn.mended if torn else ""
        why = "image" if child.type == "image" else "form" if not mended or mark else "written"
        self.faults.append(_fault(span, why, target=target, mended=mended))

    def _items(self, child: Token, stretch: Stretch) -> tuple[notation.CitationItem, ...]:
        """Return the works of a citation, with their places in the file."""
        begin = child.meta["place"][0] + 1
        return tuple(
            notation.CitationItem(
                item.key,
                stretch.offset(item.key_start),
                stretch.offset(item.key_end - 1) + 1,
                item.locator,
            )
            for item in notation.citation_items(child.content, begin) or ()
        )

    def _our_link(self, token: Token, stretch: Stretch, span: Span) -> None:
        """Take in a link of ours."""
        target_span = self._span(stretch, *token.meta["target_place"])
        words = _plain(str(token.meta["words"]))
        link = Link(token.meta["scheme"], str(token.meta["target"]), words, span, target_span)
        if words.strip() and link.target.strip():
            self.links.append(link)
        else:
            self.faults.append(_fault(span, "target" if words.strip() else "words"))

    def _span(self, stretch: Stretch, start: int, end: int) -> Span:
        """Return the span in the file of a stretch of a block's content."""
        return self.source.span(stretch.offset(start), stretch.offset(end - 1) + 1)

    def _id_of(self, heading: str) -> str:
        """Return the id that Python-Markdown gives to a heading."""
        start = heading.rfind("{")
        own = heading[start:].rstrip()
        if start != -1 and own.endswith("}"):
            found = _OWN_ID_RE.findall(own.strip("{}:"))
            if found:
                return str(found[-1])
        return self._slugs.of(_plain(heading))


class Slugs:
    """The ids of a page's headings, as Python-Markdown's `toc` makes them.

    https://github.com/Python-Markdown/markdown/blob/3.10/markdown/extensions/toc.py (slugify,
    unique).
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        # How far the numbers of a stem are taken, so that a thousand equal headings cost no more.
        self._numbers: dict[tuple[str, int], int] = {}

    def of(self, heading: str) -> str:
        """Return the id of the next heading."""
        plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
        plain = re.sub(r"[^\w\s-]", "", plain).strip().lower()
        made = re.sub(r"[-\s]+", "-", plain)
        match = _ID_COUNT_RE.match(made)
        stem = match["stem"] if match else made
        first = int(match["number"]) if match else 0
        while made in self._taken or not made:
            number = self._numbers.get((stem, first), first) + 1
            self._numbers[stem, first] = number
            made = f"{stem}_{number}"
        self._taken.add(made)
        return made


def _plain(markdown: str) -> str:
    """Return the words of a line of Markdown without its marks and addresses."""
    words = re.sub(r"\]\([^()]*\)", "", markdown)
    return re.sub(r"[\[\]*_`]", "", words)


def _blotted(content: str, blots: Sequence[tuple[int, int]]) -> str:
    """Return the content with every blotted stretch replaced, as long as it was."""
    return "".join(_kept_and_blotted(content, sorted(blots)))


def _kept_and_blotted(content: str, blots: Sequence[tuple[int, int]]) -> Iterator[str]:
    position = 0
    for start, end in blots:
        if end <= position:
            continue
        yield content[position:start]
        yield _BLOT * (end - max(start, position))
        position = end
    yield content[position:]
