"""The site in a real browser: what a reader meets, with and without script, by pointer and keys."""

import functools
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from edition import addresses, publish
from edition.read import read_edition
from edition.timeline import events

ROOT = Path(__file__).parents[1]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
TEXT = "text/directive/"
# What the engine and the theme bring along.
FURNITURE = re.compile(r"assets/(javascripts|stylesheets|images)/.*|search/search_index\.json")
# One page of each kind; an entry with a table of many lines, an annotation with a long body.
KINDS = {
    "home": "",
    "text": TEXT,
    "glossary": "glossary/",
    "entry": "glossary/bureaucratism/",
    "annotations": "annotations/",
    "annotation": "annotations/no-organizational-punishment/",
    "bibliography": "bibliography/",
    "people": "people/",
    "rules": "rules/",
    "prose": "method/",
    "timeline": "timeline/",
    "terms in the text": "terms-in-the-text/",
    "neighbours": "see-also/",
    "not found": "404.html",
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition itself, built from the files of this checkout."""
    root = tmp_path_factory.mktemp("site")
    for name in ("docs", "glossary"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    assert publish.publish(root)
    return root / "site"


@pytest.fixture(scope="session")
def site(built: Path, serve: Callable[[Path], str]) -> str:
    """The address of the edition, served on this machine."""
    return serve(built)


Open = Callable[..., Page]


def test_the_site_holds_what_is_meant_and_nothing_else(built: Path) -> None:
    """Every file of the real site: pages, our own assets, and what the theme brings."""
    edition = read_edition(ROOT)
    pages = {f"{address}index.html" for address in addresses.generated(edition)}
    pages |= {f"{addresses.of_file(page.source.path)}index.html" for page in edition.pages}
    own = {
        file.relative_to(ROOT / "docs").as_posix()
        for folder in ("assets", "schema")
        for file in (ROOT / "docs" / folder).rglob("*")
        if file.is_file() and file.name != "coverage.json"
    }
    files = {file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()}
    theirs = {path for path in files if FURNITURE.fullmatch(path)}
    witnesses = {f"text/{text.front.text('witness')}" for text in edition.texts}
    others = {"404.html", "sitemap.xml", "sitemap.xml.gz"}
    assert files - theirs == pages | own | witnesses | others


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Open a page of the site in a context of its own; it fails on errors and on other hosts."""
    contexts = []
    strangers: list[str] = []
    errors: list[str] = []

    def opened(
        path: str = TEXT,
        width: int = 1280,
        *,
        dark: bool = False,
        script: bool = True,
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: strangers.append(asked.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in strangers if not url.startswith((site, "data:"))] == []
    assert errors == []


def shown(page: Page) -> list[str]:
    """Return the ids of the cards that are shown."""
    found = page.evaluate("[...document.querySelectorAll('.ed-card:popover-open')].map(c => c.id)")
    return [str(card) for card in found]


def first(page: Page, term: str) -> Locator:
    """Return the first reference to a term in the text."""
    return page.locator(f'.ed-words a[data-term="{term}"]').first


# Cards


def test_a_card_opens_on_hover_as_a_preview(open_page: Open) -> None:
    """It takes no focus, the pointer can enter it, and Escape sends it away."""
    page = open_page()
    first(page, "bureaucratism").hover()
    card = page.locator("#card-bureaucratism")
    expect(card).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_card_goes_when_the_pointer_leaves(open_page: Open) -> None:
    page = open_page()
    first(page, "bureaucratism").hover()
    expect(page.locator("#card-bureaucratism")).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator("#card-bureaucratism")).to_be_hidden()


def test_a_card_works_with_the_keyboard_alone(open_page: Open) -> None:
    """Focus previews it, Enter enters it, Escape closes it and focus is back on the words."""
    page = open_page()
    first(page, "positive-forces").focus()
    page.keyboard.press("Tab")
    link = page.evaluate("document.activeElement.dataset.term")
    assert shown(page) == [f"card-{link}"]
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_be_focused()
    expect(card).to_have_accessible_name(re.compile(r"\w"))
    page.keyboard.press("Tab")
    expect(card.get_by_role("link", name="Entry and concordance")).to_be_focused()
    page.keyboard.press("Escape")
    assert shown(page) == []
    assert page.evaluate("document.activeElement.dataset.term") == link


def test_a_card_opens_by_click_and_closes_by_a_click_outside(open_page: Open) -> None:
    page = open_page()
    first(page, "masses").click()
    assert shown(page) == ["card-masses"]
    expect(page.get_by_role("dialog", name="masses", exact=True)).to_be_focused()
    page.locator("#title").click()
    assert shown(page) == []
    assert page.url.endswith(TEXT)


def test_a_card_opens_by_tap_and_leads_to_the_entry(open_page: Open) -> None:
    """The link is not lost: the card has it."""
    page = open_page(width=360, touch=True)
    first(page, "hundred-flowers").tap()
    card = page.get_by_role("dialog")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    card.get_by_role("link", name="Entry and concordance").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("letting a hundred flowers bloom")


def test_a_click_with_a_modifier_is_a_link(open_page: Open) -> None:
    page = open_page()
    with page.context.expect_page() as opened:
        first(page, "masses").click(modifiers=["ControlOrMeta"])
    assert opened.value.url.endswith("/glossary/masses/")
    # The pointer still rests on the words, so there may be a preview; it has not been entered.
    expect(page.locator("#card-masses")).not_to_be_focused()
    assert page.url.endswith(TEXT)


def test_a_term_is_described_by_its_gloss(open_page: Open) -> None:
    """A screen reader hears the words, then what they mean; the words alone are the name."""
    page = open_page()
    link = first(page, "bureaucratism")
    expect(link).to_have_accessible_name("bureaucratism")
    gloss = page.locator("#card-bureaucratism-g").text_content()
    expect(link).to_have_accessible_description(gloss or "never")


def test_only_one_card_is_shown(open_page: Open) -> None:
    page = open_page()
    first(page, "bureaucratism").click()
    page.keyboard.press("Escape")
    first(page, "subjectivism").hover()
    expect(page.locator("#card-subjectivism")).to_be_visible()
    assert shown(page) == ["card-subjectivism"]


def test_a_person_has_a_card_and_the_card_leads_to_the_register(open_page: Open) -> None:
    """As a term has: previewed with its role as description, entered, and closed again."""
    page = open_page()
    link = page.locator('.ed-words a[data-person="mao-zedong"]').first
    expect(link).to_have_accessible_name("Chairman Mao")
    expect(link).to_have_accessible_description(re.compile(r"^Chairman of the Party"))
    link.hover()
    expect(page.locator("#card-mao-zedong")).to_be_visible()
    page.keyboard.press("Escape")
    assert shown(page) == []
    link.click()
    card = page.get_by_role("dialog", name="Mao Zedong")
    expect(card).to_be_focused()
    expect(card).to_contain_text("1893–1976")
    card.get_by_role("link", name="In the register of people and bodies").click()
    expect(page.get_by_role("article", name="Mao Zedong")).to_be_in_viewport()
    assert page.url.endswith("/people/#mao-zedong")


def test_a_person_is_a_link_without_script(open_page: Open) -> None:
    page = open_page(script=False)
    page.locator('.ed-words a[data-person="mao-zedong"]').first.click()
    assert page.url.endswith("/people/#mao-zedong")
    expect(page.get_by_role("article", name="Mao Zedong")).to_be_in_viewport()


# Addresses


@pytest.mark.parametrize("name", ["p2", "p2.3", "p7.4"])
def test_the_target_of_a_link_is_marked_and_in_view(name: str, open_page: Open) -> None:
    page = open_page(f"{TEXT}#{name}")
    target = page.locator(f'[id="{name}"]')
    expect(target).to_be_in_viewport()
    other = page.locator('[id="p1.1"]')
    colour = "node => getComputedStyle(node).backgroundColor"
    assert target.evaluate(colour) != other.evaluate(colour)


def test_a_range_is_marked_from_end_to_end(open_page: Open) -> None:
    page = open_page(f"{TEXT}#p2.7-p3.1")
    marked = page.locator(".ed-in-range").evaluate_all("nodes => nodes.map(n => n.id)")
    assert marked == ["p2.7", "p2.8", "p3.1"]
    expect(page.locator('[id="p2.7"]')).to_be_in_viewport()


def test_a_paragraph_number_is_a_link_to_it(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("link", name="Link to paragraph 3").click()
    assert page.url.endswith("#p3")


def test_the_disclosure_leads_to_every_sentence_and_note(open_page: Open) -> None:
    """The way for keyboard, screen reader and thumb; nothing needs a selection."""
    page = open_page(width=360)
    page.get_by_text("Paragraph 3: 7 sentences").click()
    page.get_by_role("link", name="p3.6", exact=True).first.click()
    assert page.url.endswith("#p3.6")
    expect(page.locator('[id="p3.6"]')).to_be_in_viewport()


def test_what_is_copied_is_the_text_and_nothing_else(open_page: Open) -> None:
    """No number, no mark, no note: the words of the paragraph."""
    edition = read_edition(ROOT)
    page = open_page()
    for paragraph in edition.texts[0].paragraphs:
        script = f"getSelection().selectAllChildren(document.getElementById('{paragraph.id}'))"
        page.evaluate(script)
        assert page.evaluate("getSelection().toString()") == paragraph.reading


# Without script, on paper, on small and odd screens


def test_everything_can_be_read_without_script(open_page: Open) -> None:
    """The link of a term leads to its entry; notes stand there; cards do not lie about."""
    page = open_page(script=False)
    expect(page.locator(".ed-note").first).to_be_visible()
    expect(page.locator(".ed-card").first).to_be_hidden()
    first(page, "bureaucratism").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("bureaucratism")
    page.locator(".ed-kwic").get_by_role("link").first.click()
    assert "#p1.7" in page.url


def test_a_link_to_a_note_shows_it_without_script(open_page: Open) -> None:
    page = open_page("text/directive/#note-old-timer-manners", width=360, script=False)
    note = page.locator("#note-old-timer-manners")
    expect(note.locator(".ed-body")).to_be_visible()
    expect(note).to_be_in_viewport()
    expect(page.locator(".ed-note .ed-body").first).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_press_on_a_quotation_unfolds_its_notes(width: int, open_page: Open) -> None:
    page = open_page(width=width)
    body = page.locator("#note-should-not-be-held .ed-body")
    expect(body).to_be_hidden()
    page.locator('.ed-q[data-notes~="should-not-be-held"]').first.click()
    expect(body).to_be_visible()


def test_notes_are_folded_on_a_phone_and_listed_by_their_titles_beside_the_text(
    open_page: Open,
) -> None:
    expect(open_page(width=360).locator(".ed-note-title").first).to_be_hidden()
    page = open_page(width=1280)
    expect(page.locator(".ed-note-title").first).to_be_visible()
    expect(page.locator(".ed-notes > summary").first).to_be_hidden()


def test_the_menu_can_be_reached_without_script_on_a_phone(open_page: Open) -> None:
    page = open_page("", width=360, script=False)
    page.get_by_role("navigation").get_by_role("link", name="Text", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rectification Movement")


def test_on_paper_there_are_notes_and_numbers_and_no_furniture(open_page: Open) -> None:
    page = open_page()
    page.emulate_media(media="print")
    expect(page.locator(".ed-note .ed-body").first).to_be_visible()
    expect(page.locator(".ed-notes > summary").first).to_be_hidden()
    expect(page.locator(".ed-num").first).to_be_visible()
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.locator(".ed-card").first).to_be_hidden()


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_nothing_is_wider_than_a_small_screen(path: str, open_page: Open) -> None:
    """At 320 px, which is also a zoom of 400 % on a screen of 1280 (WCAG 1.4.10)."""
    page = open_page(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_notes_in_the_margin_do_not_overlap(open_page: Open) -> None:
    page = open_page(width=1400)
    boxes = page.locator(".ed-note").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect()).map(b => [b.top, b.bottom])"
    )
    assert len(boxes) > 4
    for (_, bottom), (top, _) in pairwise(boxes):
        assert bottom <= top
    text = page.locator(".ed-words").first.bounding_box()
    note = page.locator(".ed-note").first.bounding_box()
    assert text is not None
    assert note is not None
    assert note["x"] >= text["x"] + text["width"]


def test_a_page_that_is_not_there_helps(browser: Browser, site: str) -> None:
    """It is served for any address, and its links hold from there."""
    page = browser.new_page()
    answer = page.goto(f"{site}p/p99/")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("text", re.IGNORECASE)
    ).first.click()
    assert page.url == f"{site}{TEXT}"
    page.close()


def test_search_finds_a_word_and_asks_nobody_else(open_page: Open) -> None:
    page = open_page("")
    page.keyboard.press("/")
    page.keyboard.type("bureaucratism")
    found = page.get_by_role("search").get_by_role("link").first
    expect(found).to_contain_text("bureaucratism")


# Pictures

PICTURES = ("timeline/", "terms-in-the-text/", "see-also/")
# Every word of the pictures that is shown: the size of its type on the screen, and whether it
# stands in the box of its link.
LETTERS = """() => [...document.querySelectorAll('.ed-picture text')].flatMap(node => {
  const box = node.getBoundingClientRect();
  const link = node.closest('a');
  const hit = (link?.querySelector('.ed-hit') ?? node).getBoundingClientRect();
  const scale = node.getScreenCTM().a;
  return box.width ? [{
    words: node.textContent,
    size: scale * parseFloat(getComputedStyle(node).fontSize),
    inside: hit.left <= box.left && box.right <= hit.right
      && hit.top <= box.top + 2 && box.bottom <= hit.bottom + 2,
    shown: box.left >= 0 && box.right <= innerWidth,
  }] : [];
})"""


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("path", PICTURES)
def test_a_picture_is_legible_without_scrolling_sideways(
    path: str, width: int, open_page: Open
) -> None:
    """Every word of it is in type of 12 px or more, and as wide as was reckoned without a browser."""
    page = open_page(path, width=width)
    page.evaluate("document.fonts.ready")
    letters = page.evaluate(LETTERS)
    assert len(letters) > 70
    assert [one for one in letters if one["size"] < 11.95] == []
    assert [one for one in letters if not one["inside"] or not one["shown"]] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_events_are_reached_in_order_by_keyboard(width: int, open_page: Open) -> None:
    """The focus shows, Enter leads to the row, and only one form of the picture is in the way."""
    page = open_page("timeline/", width=width)
    page.get_by_role("link", name="the table below").focus()
    lists = page.locator(".ed-times").get_by_role("list")
    wanted = lists.get_by_role("link").evaluate_all("ls => ls.map(l => l.getAttribute('href'))")
    assert len(wanted) == len(events(read_edition(ROOT)))
    reached = []
    for _ in wanted:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert reached == wanted
    ring = "getComputedStyle(document.activeElement.querySelector('.ed-hit')).strokeWidth"
    assert page.evaluate(ring) == "2px"
    page.keyboard.press("Enter")
    assert page.url.endswith(wanted[-1])
    expect(page.locator(f'[id="{wanted[-1].removeprefix("#")}"]')).to_be_in_viewport()


def test_an_event_has_its_name_and_its_list(open_page: Open) -> None:
    page = open_page("timeline/")
    weeks = page.get_by_role("list", name="27 February – 8 June 1957")
    expect(weeks.get_by_role("listitem")).to_have_count(17)
    expect(weeks.get_by_role("link", name="28 April 1957: Note on release")).to_be_visible()


def test_whoever_points_at_a_term_sees_its_arcs(open_page: Open) -> None:
    page = open_page("see-also/")
    node = page.locator(".ed-node").first
    colour = "node => getComputedStyle(node.querySelector('.ed-mine')).stroke"
    assert node.evaluate(colour) == "none"
    node.get_by_role("link").hover()
    assert node.evaluate(colour) != "none"


def test_the_head_of_the_columns_stays_in_view(open_page: Open) -> None:
    page = open_page("terms-in-the-text/")
    page.mouse.wheel(0, 1200)
    page.wait_for_function("scrollY > 1000")
    expect(page.locator(".ed-wide .ed-columns")).to_be_in_viewport(ratio=1)


# Accessible


@functools.cache
def axe() -> str:
    """Return the source of axe-core."""
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe finds, best practices included."""
    page.evaluate(axe())
    found = page.evaluate("axe.run()")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(width: int, *, dark: bool, open_page: Open) -> None:
    """On every kind of page, and on the text with a card and every disclosure open."""
    found = {}
    for kind, path in KINDS.items():
        page = open_page(path, width=width, dark=dark)
        page.wait_for_load_state("networkidle")
        found[kind] = violations(page)
        if kind == "text":
            page.locator("details").evaluate_all("all => all.forEach(one => (one.open = true))")
            first(page, "bureaucratism").click()
            found["text, opened"] = violations(page)
        page.context.close()
    assert {kind: list_ for kind, list_ in found.items() if list_} == {}


def test_nothing_is_stored_but_the_choice_of_light(open_page: Open) -> None:
    """As the page on what is stored says."""
    page = open_page()
    first(page, "bureaucratism").click()
    page.locator('label[for^="__palette"], input[name="__palette"]').last.click()
    kept = page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]")
    assert kept == [["/.__palette"], []]
    assert page.context.cookies() == []


PARTS = 6  # so that two processes have equal shares of the pages


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_clean_once(part: int, open_page: Open, site: str) -> None:
    """Each page loads without an error, asks no other host, and axe finds nothing."""
    page = open_page("")
    edition = read_edition(ROOT)
    found = {}
    prose = (addresses.of_file(page.source.path) for page in edition.pages)
    every = dict.fromkeys((*addresses.generated(edition), *prose))
    for address in list(every)[part::PARTS]:
        page.goto(site + address)
        if problems := violations(page):
            found[address] = problems
    assert found == {}
