"""The pictures: that nothing in them lies on anything else, and that they say what is so."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from edition.concordance import concordance
from edition.edtf import Moment, period
from edition.model import Edition
from edition.neighbours import companies, neighbours
from edition.pictures import arcs, times, uses
from edition.pictures.lettering import ADVANCES, FULL, Box, broken, spread, width
from edition.read import read_edition
from edition.timeline import MOST_LETTERS, Event, events
from tests.cases import BASE

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "docs/assets/fonts"


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes have any room in common."""
    beside = one.right <= other.x or other.right <= one.x
    return not (beside or one.bottom <= other.y or other.bottom <= one.y)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition itself."""
    return read_edition(ROOT)


# Dates

PERIODS = {
    "1937-09-07": "7 September 1937",
    "1957-04": "April 1957",
    "1958-22": "Summer 1958",
    "1959": "1959",
    "1942-02-01/1942-02-08": "1–8 February 1942",
    "1957-09-20/1957-10-09": "20 September\N{NO-BREAK SPACE}– 9 October 1957",
    "1957-12-31/1958-01-01": "31 December 1957\N{NO-BREAK SPACE}– 1 January 1958",
    "1957-03/1957-05": "March–May 1957",
    "1957-21/1957-22": "Spring–Summer 1957",
    "1957-12/1958-01": "December 1957\N{NO-BREAK SPACE}– January 1958",
    "1959/1964": "1959–1964",
    "1959/1960-06": "1959\N{NO-BREAK SPACE}– June 1960",
    "1957-04/1957-05-03": "April\N{NO-BREAK SPACE}– 3 May 1957",
    "1957-04-27/1957-05": "27 April\N{NO-BREAK SPACE}– May 1957",
    "1957-04-27/1957-04-27": "27 April 1957",
}


@pytest.mark.parametrize(("written", "words"), PERIODS.items(), ids=PERIODS)
def test_a_period_in_english(written: str, words: str) -> None:
    found = period(written)
    assert found is not None
    assert found.words == words


@pytest.mark.parametrize(
    "written",
    [
        *("", "57", "1957-4-27", "1957-00", "1957-13", "1957-20", "1957-25", "1957-02-29"),
        *("1957-04-31", "1957-04-00", "1957-22-03", "0000", "9999", "9999-12-31", "1957-04~"),
        *("1957/", "/1957", "1957/..", "1957-05/1957-04", "1957-04/1957-04-03", "1/2/3"),
        "1957-04-08/1957-04-01",
    ],
)
def test_what_is_no_period(written: str) -> None:
    assert period(written) is None


def test_a_period_has_its_first_and_last_day() -> None:
    found = [period(written) for written in ("1957", "1956-02", "1957-24", "1957-22/1957-11-03")]
    assert [one and (one.first, one.last) for one in found] == [
        (date(1957, 1, 1), date(1957, 12, 31)),
        (date(1956, 2, 1), date(1956, 2, 29)),
        (date(1957, 12, 1), date(1958, 2, 28)),
        (date(1957, 6, 1), date(1957, 11, 3)),
    ]


@given(st.dates(max_value=date(9998, 12, 31)))
def test_what_a_machine_reads_is_what_was_written(day: date) -> None:
    """HTML’s values of `time` are the EDTF of days, months and years."""
    for written in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        found = period(written)
        assert found is not None
        assert [machine for _, machine in found.pieces()] == [written]
        assert found.first <= day <= found.last


# Letters


def test_no_letter_is_wider_than_reckoned() -> None:
    """The table of advances is that of the font that is shipped, some of it a little wider."""
    font = TTFont(FONTS / "edition-sans.woff2")
    unit = font["head"].unitsPerEm / FULL
    real = {chr(code): font["hmtx"][glyph][0] / unit for code, glyph in font.getBestCmap().items()}
    assert ADVANCES.keys() <= real.keys()
    assert {c for c, advance in real.items() if advance > ADVANCES.get(c, FULL)} == set()
    assert {c for c, advance in ADVANCES.items() if advance > 1.08 * real[c]} == set()


WORDS = st.lists(st.text("abcdeimwWM.-–’…人", min_size=1, max_size=9), max_size=9).map(" ".join)


@given(WORDS, st.integers(20, 120))
def test_words_are_broken_at_blanks_only_and_where_they_must(words: str, most: int) -> None:
    lines = broken(words, 14, most)
    assert " ".join(lines) == " ".join(words.split())
    for line in lines:
        assert width(line, 14) <= most or " " not in line
    for line, following in pairwise(lines):
        assert width(f"{line} {following.split()[0]}", 14) > most


# Boxes

MIDDLES = st.lists(st.floats(-100, 2000), max_size=30).map(sorted)


@given(MIDDLES, st.integers(1, 60), st.integers(-10, 10), st.integers(0, 300))
def test_boxes_are_spread_in_order_clear_of_each_other_and_within_bounds(
    middles: list[float], height: int, top: int, room: int
) -> None:
    bottom = top + room + height * len(middles)
    begins = spread(middles, height, top, bottom)
    assert len(begins) == len(middles)
    assert all(after - begin >= height for begin, after in pairwise(begins))
    assert not begins or (begins[0] >= top and begins[-1] + height <= bottom)


@given(MIDDLES, st.integers(2, 60))
def test_a_box_that_nothing_pushes_stands_where_it_wants(middles: list[float], height: int) -> None:
    free = [middle for middle, after in pairwise(middles) if after - middle > height + 1][:1]
    assert spread(free, height, -5000, 5000) == [round(free[0] - height / 2)] if free else True


def test_boxes_that_push_each_other_share_the_way() -> None:
    assert spread([100, 100, 100], 10, 0, 500) == [85, 95, 105]
    assert spread([100, 100, 300], 10, 0, 500) == [90, 100, 295]
    assert spread([0, 0, 500], 10, 0, 500) == [0, 10, 490]


@given(MIDDLES.filter(bool), st.integers(2, 40))
def test_no_box_could_be_moved_alone_to_where_it_would_rather_be(
    middles: list[float], height: int
) -> None:
    """Of all ways the one with the least squares: no group of neighbours leans to one side."""
    begins = spread(middles, height, -(10**5), 10**5)
    groups: list[list[float]] = []
    for number, (middle, begin) in enumerate(zip(middles, begins, strict=True)):
        if not number or begin - begins[number - 1] > height:
            groups.append([])
        groups[-1].append(begin + height / 2 - middle)
    for leans in groups:
        assert abs(sum(leans) / len(leans)) <= 0.51


# The timeline

LABELS = st.text("abcWMm ’-人…", min_size=1, max_size=MOST_LETTERS)
DAYS = st.one_of(
    st.dates(date(1937, 1, 1), date(1981, 12, 31)),
    st.dates(date(1957, 2, 20), date(1957, 6, 15)),
    st.dates(max_value=date(9998, 12, 31)),
)


def written(days: list[date], *, month: bool) -> str:
    """Return the EDTF of one day or, from the first to the last, of some."""
    ends = sorted(days)[:: max(1, len(days) - 1)]
    return "/".join(str(day)[: 7 if month else 10].zfill(7) for day in ends)


DATES = st.builds(written, st.lists(DAYS, min_size=1, max_size=2), month=st.booleans())


@st.composite
def some_events(draw: st.DrawFn) -> list[Event]:
    """Return events with any dates and any short words."""
    found = []
    for number, when in enumerate(draw(st.lists(DATES, max_size=40))):
        made = period(when)
        assert made is not None
        found.append(Event(f"e{number}", made, draw(LABELS), ()))
    return found


def check_times(every: list[Event]) -> None:
    """Assert what holds of the picture of any events."""
    made = times.pictures(every)
    assert [picture.form for picture in made] in ([], ["only"], ["wide", "narrow"])
    assert bool(made) == bool(every)
    for picture in made:
        marks = [mark for column in picture.columns for mark in column.marks]
        assert sorted(mark.event.id for mark in marks) == sorted(event.id for event in every)
        whole = Box(0, 0, picture.width, picture.height)
        boxes = list(picture.boxes())
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
        for box in boxes:
            assert (box.x >= whole.x, box.y >= whole.y) == (True, True)
            assert (box.right <= whole.right, box.bottom <= whole.bottom) == (True, True)
        for column in picture.columns:
            # Lines that begin and end in one order do not cross.
            for mark, after in pairwise(column.marks):
                assert mark.event.period.first <= after.event.period.first
                assert mark.y <= after.y
                assert mark.box.y < after.box.y
        for mark in marks:
            assert any(
                ruler.edge == mark.x and ruler.box.y <= mark.y <= ruler.box.bottom
                for ruler in picture.rulers
            )
            assert mark.begin <= mark.y <= mark.end
            assert mark.end <= max(ruler.box.bottom for ruler in picture.rulers)
            assert not mark.lasts or mark.event.period.first < mark.event.period.last
            assert width(mark.event.label, times.WORDS) <= mark.box.width
            assert width(mark.event.period.words, times.DATE) <= mark.box.width
        for ruler in picture.rulers:
            ys = [tick.y for tick in ruler.ticks]
            assert ys == sorted(ys)
            assert len(ys) < 250
            named = [tick.y for tick in ruler.ticks if tick.name]
            assert all(after - y >= times.NAME for y, after in pairwise([*named, ruler.box.bottom]))


@given(some_events())
def test_in_the_picture_of_any_events_nothing_lies_on_anything(every: list[Event]) -> None:
    check_times(every)


def test_in_the_picture_of_the_timeline_nothing_lies_on_anything(edition: Edition) -> None:
    check_times(list(events(edition)))


def test_the_timeline_is_legible_at_its_widths(edition: Edition) -> None:
    """In units of which one is 1px: 576 wide on a small tablet, 328 on a phone of 360."""
    wide, narrow = times.pictures(events(edition))
    assert narrow.width <= 328
    assert 13 * 576 / wide.width >= 12.4


@pytest.mark.parametrize(
    ("when", "inside"),
    [
        ("1957-02-27", True),
        ("1957-06-08", True),
        ("1957-03/1957-05", True),
        ("1957-02-26", False),
        ("1957-06-09", False),
        ("1957-06-01/1957-06-09", False),
        ("1957-02-26/1957-03-01", False),
        ("1957", False),
    ],
)
def test_an_event_lies_in_the_weeks_with_all_its_days(when: str, *, inside: bool) -> None:
    made = period(when)
    assert made is not None
    event = Event("e", made, "Something", ())
    assert event.in_weeks is inside
    forms = [picture.form for picture in times.pictures([event])]
    assert forms == (["wide", "narrow"] if inside else ["only"])


def test_the_weeks_are_enlarged_in_both_forms(edition: Edition) -> None:
    """A day of them is longer than a month of the years."""
    for picture in times.pictures(events(edition)):
        scales = {
            kind: max(
                ruler.box.height / (ruler.end - ruler.first).days
                for ruler in picture.rulers
                if ruler.kind == kind
            )
            for kind in ("years", "days")
        }
        assert scales["days"] > 30 * scales["years"]


# The neighbours

NAMES = [f"t{number:02}" for number in range(24)]
GRAPHS = st.sets(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] < pair[1])
).map(
    lambda pairs: {
        name: [other for other in NAMES if (name, other) in pairs or (other, name) in pairs]
        for name in NAMES
    }
)


@given(GRAPHS)
def test_every_term_with_neighbours_is_in_one_company(graph: dict[str, list[str]]) -> None:
    """Which begins with the best connected of it."""
    groups = companies(graph)
    assert sorted(name for group in groups for name in group) == sorted(filter(graph.get, graph))
    for group in groups:
        inside = {name: len(set(graph[name]) & set(group)) for name in group}
        assert inside[group[0]] == max(inside.values())


@given(GRAPHS)
def test_no_two_of_a_company_could_change_places_to_be_nearer_to_their_neighbours(
    graph: dict[str, list[str]],
) -> None:
    """The first apart, which leads it."""
    for group in companies(graph):

        def length(order: list[str]) -> int:
            place = {name: number for number, name in enumerate(order)}
            return sum(
                abs(place[name] - place[other])
                for name in order
                for other in graph[name]
                if other in place
            )

        for one, other in combinations(range(1, len(group)), 2):
            changed = list(group)
            changed[one], changed[other] = group[other], group[one]
            assert length(changed) >= length(group)


@given(GRAPHS)
def test_in_the_picture_of_any_neighbours_nothing_lies_on_anything(
    graph: dict[str, list[str]],
) -> None:
    """And every relation is an arc from dot to dot, in each company that it runs through."""
    names = {name: f"{name} and more words, twice as long" for name in NAMES}
    picture = arcs.picture(graph, companies(graph), names)
    boxes = list(picture.boxes())
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert all(box.right <= picture.width for box in boxes)
    dots = {node.y: node.term for company in picture.companies for node in company.nodes}
    of = {node.term: company for company in picture.companies for node in company.nodes}
    every = {arc for company in picture.companies for node in company.nodes for arc in node.arcs}
    assert {frozenset((dots[arc.top], dots[arc.bottom])) for arc in every} == {
        frozenset((name, other)) for name in graph for other in graph[name]
    }
    for arc in every:
        assert arc.within == (of[dots[arc.top]] is of[dots[arc.bottom]])
        for company in picture.companies:
            runs = arc.top < company.top + company.height and company.top < arc.bottom
            assert company.arcs.count(arc) == runs
    y = 0
    for company in picture.companies:
        assert company.top == y
        y += company.height
        for node in company.nodes:
            assert company.top <= node.box.y <= node.y <= node.box.bottom <= y
            assert all(node.y in (arc.top, arc.bottom) for arc in node.arcs)
            assert len(node.arcs) == len(graph[node.term])
        for arc in company.arcs:
            # The arc turns at three quarters of the way to its handles.
            assert picture.dots - (picture.dots - arc.x) * 3 / 4 >= 0


def test_the_companies_of_two_rings_are_the_rings() -> None:
    """Two groups that hang together in one place are found, and the hub leads each."""
    graph: dict[str, list[str]] = {name: [] for name in "abcdefgh"}
    pairs = ["ab", "ac", "ad", "bc", "cd", "ef", "eg", "eh", "fg", "gh", "dh"]
    for one, other in map(tuple, pairs):
        graph[one].append(other)
        graph[other].append(one)
    groups = companies(graph)
    assert sorted("".join(sorted(group)) for group in groups) == ["abcd", "efgh"]
    assert {group[0] for group in groups} == {"a", "e"}


def test_neighbours_are_mutual_and_none_is_its_own(edition: Edition) -> None:
    graph = neighbours(edition)
    assert list(graph) == list(edition.terms)
    for name, near in graph.items():
        assert name not in near
        assert all(name in graph[other] for other in near)


def test_an_entry_that_names_itself_is_not_its_own_neighbour(tmp_path: Path) -> None:
    """Nor is what is no entry; and one direction will do."""
    root = tmp_path / "edition"
    shutil.copytree(BASE, root)
    bee = root / "glossary/bee.md"
    bee.write_text(
        bee.read_text("utf-8").replace("- worker", "- bee\n  - queen\n  - hive", 1),
        "utf-8",
    )
    graph = neighbours(read_edition(root))
    assert "bee" not in graph["bee"]
    assert "bee" in graph["queen"]
    assert "hive" not in graph
    queen = root / "glossary/queen.md"
    queen.write_text(
        queen.read_text("utf-8").replace("gloss:", "superseded_by: bee\ngloss:"), "utf-8"
    )
    assert "queen" not in neighbours(read_edition(root))


# The terms over the text


def test_the_spots_are_the_uses(edition: Edition) -> None:
    """Row by row, sentence by sentence and paragraph by paragraph, as the concordance has them."""
    lines = concordance(edition)
    names = {term.id: term.headword for term in edition.terms.values()}
    wide, narrow = uses.pictures(edition, lines, names)
    for picture in (wide, narrow):
        found = {
            row.term: {spot.passage: spot.number for spot in row.spots}
            for block in picture.blocks
            for row in block.rows
        }
        assert found.keys() == {term for term in lines if lines[term]}
        for term, spots in found.items():
            passages = [line.passage for line in lines[term]]
            if picture is narrow:
                passages = [passage.partition(".")[0] for passage in passages]
            assert spots == {passage: passages.count(passage) for passage in passages}
    text = edition.texts[0]
    assert [column.passage for column in wide.columns] == [each.id for each in text.sentences()]
    assert [column.passage for column in narrow.columns] == [p.id for p in text.paragraphs]
    for picture in (wide, narrow):
        assert [band.name for band in picture.sections] == [section.id for section in text.sections]
        for band in picture.sections:
            inside = [
                (part.x, part.x + part.width)
                for part, paragraph in zip(picture.paragraphs, text.paragraphs, strict=True)
                if paragraph.section == band.name
            ]
            assert (band.x, band.x + band.width) == (inside[0][0], inside[-1][1])


def test_terms_stand_in_the_order_of_their_first_use(edition: Edition) -> None:
    """By sentence, and within a sentence from left to right."""
    lines = concordance(edition)
    places = []
    for term in uses.first_use(edition, lines):
        first = lines[term][0]
        sentence = edition.passages[first.passage].reading
        assert sentence[first.start :].startswith(first.keyword)
        places.append((edition.in_order(first.passage), first.start))
    assert places == sorted(places)


def test_in_the_picture_of_the_uses_nothing_lies_on_anything(edition: Edition) -> None:
    """Names beside columns, rows below rows, and a phone of 360 px shows it in full size."""
    lines = concordance(edition)
    names = {term.id: term.headword for term in edition.terms.values()}
    pictures = uses.pictures(edition, lines, names)
    assert [picture.width <= most for picture, most in zip(pictures, (916, 328), strict=True)] == [
        True,
        True,
    ]
    for picture in pictures:
        measure = picture.measure
        assert all(column.x - measure.column // 2 > measure.names for column in picture.columns)
        for column, after in pairwise(picture.columns):
            assert after.x - column.x >= measure.column
        for block in picture.blocks:
            for row, below in pairwise(block.rows):
                assert row.box.bottom == below.box.y
            assert block.rows[-1].box.bottom == block.height
            for row in block.rows:
                assert len(row.lines) * measure.line <= row.box.height
                assert all(width(line, measure.size) <= measure.names for line in row.lines)


# Always the same

PAGES = """
import sys
from pathlib import Path
from edition.cite import Bibliography
from edition.pages import Press, history, pictures
from edition.read import read_edition

press = Press(read_edition(Path(sys.argv[1])), Bibliography())
for maker in (history.timeline_page, pictures.terms_in_text, pictures.see_also):
    for page in maker(press):
        print(page.address, page.html)
"""


def test_the_pages_are_the_same_whatever_the_order_of_hashes() -> None:
    digests = set()
    for seed in ("1", "2"):
        made = subprocess.run(
            [sys.executable, "-c", PAGES, ROOT],
            env=dict(os.environ, PYTHONHASHSEED=seed, PYTHONPATH=str(ROOT / "scripts")),
            check=True,
            capture_output=True,
        )
        digests.add(hashlib.sha256(made.stdout).hexdigest())
        assert made.stdout.count(b"<svg") > 10
    assert len(digests) == 1


def test_a_moment_is_written_as_it_was_read() -> None:
    assert [str(Moment(957)), str(Moment(957, 4, 3)), Moment(957, 22).machine] == [
        "0957",
        "0957-04-03",
        "",
    ]
