"""Publishing: what is built, what is refused, and that a refusal leaves the old site alone."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition import addresses, publish
from edition.model import Settings
from edition.read import read_edition

TINY = Path(__file__).parent / "edition"
# What the engine and the theme bring along.
FURNITURE = re.compile(r"assets/(javascripts|stylesheets|images)/.*|search/search_index\.json")


def digest(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny edition, published."""
    root = tmp_path_factory.mktemp("tiny") / "edition"
    shutil.copytree(TINY, root)
    assert publish.publish(root)
    return root


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    """A copy of the tiny edition with its site, for a test to spoil."""
    copy = tmp_path / "edition"
    shutil.copytree(published, copy)
    return copy


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Replace words of a file, once."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_site_holds_what_is_meant_and_nothing_else(published: Path) -> None:
    """Every page is there; no source, no front matter and no list of people is published."""
    edition = read_edition(published)
    pages = {f"{address}index.html" for address in addresses.generated(edition)}
    pages |= {f"{addresses.of_file(page.source.path)}index.html" for page in edition.pages}
    files = {path for path in digest(published / "site") if not FURNITURE.fullmatch(path)}
    assert files == pages | {"404.html", "sitemap.xml", "sitemap.xml.gz"}


def test_every_reference_of_the_source_is_one_link_of_its_page(published: Path) -> None:
    """Counted in the source as a reader would, by eye, not by our own parser."""
    sources = {
        "text/letter/": ["docs/text/letter.md", "docs/annotations/rain.md"],
        "glossary/bee/": ["glossary/bee.md"],
        "glossary/worker/": ["glossary/worker.md"],
        "glossary/queen/": ["glossary/queen.md"],
        "people/": ["docs/people/keeper.md"],
        "": ["docs/index.md"],
    }
    for address, files in sources.items():
        text = "".join((published / file).read_text(encoding="utf-8") for file in files)
        tree = LexborHTMLParser((published / "site" / address / "index.html").read_text("utf-8"))
        for scheme in ("term", "passage", "note", "person", "fact"):
            links = [node.attributes[f"data-{scheme}"] for node in tree.css(f"[data-{scheme}]")]
            assert sorted(re.findall(rf"\]\({scheme}:([^)]+)\)", text)) == sorted(map(str, links))


def test_a_prose_page_has_the_cards_of_its_terms_and_people(published: Path) -> None:
    """Those that it links to, and no others."""
    tree = LexborHTMLParser((published / "site/index.html").read_text("utf-8"))
    cards = [node.attributes["id"] for node in tree.css(".ed-card")]
    assert cards == ["card-bee", "card-keeper"]


def test_a_prose_page_shows_the_facts_of_the_edition(published: Path) -> None:
    tree = LexborHTMLParser((published / "site/index.html").read_text("utf-8"))
    assert [node.text() for node in tree.css("[data-fact]")] == ["0.1.0"]


def test_two_builds_are_the_same_byte_for_byte(published: Path, tmp_path: Path) -> None:
    """Whatever the folder, the time zone, the order of hashes, and what is remembered."""
    other = tmp_path / "elsewhere" / "edition"
    shutil.copytree(TINY, other)
    shutil.copytree(published / ".cache", other / ".cache")
    environment = dict(os.environ, TZ="Asia/Shanghai", PYTHONHASHSEED="7", LC_ALL="C")
    subprocess.run(
        [sys.executable, "-m", "edition", "build", "--root", other],
        env=environment,
        check=True,
        capture_output=True,
    )
    assert digest(published / "site") == digest(other / "site")


def test_the_dates_of_a_build_are_those_of_the_edition(root: Path) -> None:
    """Not the day on which it happens to be built."""
    replace(root, "mkdocs.yml", '"2026-11-24"', '"2020-02-29"')
    assert publish.publish(root)
    # The time in the head of a gzip file (RFC 1952, section 2.3.1), in seconds since 1970.
    head = (root / "site/sitemap.xml.gz").read_bytes()[4:8]
    assert int.from_bytes(head, "little") == int(datetime(2020, 2, 29, tzinfo=UTC).timestamp())


@pytest.mark.parametrize("date", ["", "some day"])
def test_an_edition_without_a_date_can_still_be_served(
    date: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with the date is shown in the pages, not in a breakdown."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert "SOURCE_DATE_EPOCH" not in publish.environment(Settings(date=date))


def test_nothing_is_left_beside_the_site(published: Path) -> None:
    """The folder in which the site was made is gone."""
    assert {file.name for file in published.iterdir()} == {
        ".cache",
        "docs",
        "glossary",
        "mkdocs.yml",
        "site",
    }


BOMB = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"
BAD_INPUT: dict[str, Callable[[Path], None]] = {
    "a misspelt id": lambda r: replace(r, "docs/text/letter.md", "term:queen", "term:qeen"),
    "an id written as the headword": lambda r: replace(
        r, "docs/text/letter.md", "term:worker", "term:worker masses"
    ),
    "an id in Chinese": lambda r: replace(r, "docs/text/letter.md", "term:queen", "term:蜂王"),
    "an unclosed reference": lambda r: replace(
        r, "docs/text/letter.md", "(term:queen)", "(term:queen"
    ),
    "an entry deleted while used": lambda r: (r / "glossary/queen.md").unlink(),
    "an annotation on no passage": lambda r: replace(
        r, "docs/annotations/rain.md", "at: p2.2", "at: p9.9"
    ),
    "a quotation with one word changed": lambda r: replace(
        r, "docs/annotations/rain.md", "quote: the brood would", "quote: the brood might"
    ),
    "a byte that is not UTF-8": lambda r: void(
        (r / "glossary/bee.md").write_bytes(b"---\nterm: b\xe9\n")
    ),
    "a colon in a value": lambda r: replace(
        r, "glossary/bee.md", "gloss: An insect", "gloss: A bee: an insect"
    ),
    "a bomb of aliases": lambda r: void((r / "glossary/bee.md").write_text(BOMB, "utf-8")),
    "a thousand brackets": lambda r: replace(
        r, "glossary/bee.md", "A [worker]", "[" * 1000 + "A [worker]"
    ),
    "an empty file": lambda r: void((r / "glossary/bee.md").write_bytes(b"")),
    "a file of 50 MB": lambda r: void((r / "glossary/bee.md").write_bytes(b"a" * 50 * 2**20)),
    "a text changed under a published id": lambda r: replace(
        r, "docs/text/letter.md", "Keep the hive dry.", "Keep the hive wet."
    ),
    "two entries that claim one form": lambda r: replace(
        r, "glossary/worker.md", "  - worker masses", "  - worker masses\n  - bees"
    ),
    "a symbolic link out of the tree": lambda r: (r / "glossary/out.md").symlink_to("/etc/passwd"),
}


def void(_: object) -> None:
    """Forget a value."""


@pytest.mark.parametrize("spoil", BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_publishes_nothing_and_loses_nothing(
    spoil: Callable[[Path], None], root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The message is on the screen and the last good site in its place, untouched."""
    before = digest(root / "site")
    spoil(root)
    assert not publish.publish(root)
    assert digest(root / "site") == before
    told = capfd.readouterr().err
    assert "error:" in told
    assert "Nothing was published" in told


@pytest.mark.parametrize("options", [[], ["--strict"]], ids=["plain", "strict"])
def test_mkdocs_itself_refuses_a_wrong_reference(options: list[str], root: Path) -> None:
    """Plain `mkdocs build` ends with status 1 before it touches the site."""
    before = digest(root / "site")
    replace(root, "docs/text/letter.md", "term:queen", "term:qeen")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options],
        cwd=root,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "docs/text/letter.md:21:98: error:" in done.stderr
    assert "the nearest is “queen”" in done.stderr
    assert digest(root / "site") == before


def test_what_mkdocs_warns_of_is_not_published(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A page of the navigation that is not there stops the build, with MkDocs' own words."""
    before = digest(root / "site")
    replace(root, "mkdocs.yml", "bibliography.md", "biography.md")
    assert not publish.publish(root)
    told = capfd.readouterr().err
    assert "A reference to 'biography.md' is included in the 'nav'" in told
    assert "dead-target" not in told
    assert digest(root / "site") == before


def test_what_the_built_site_gets_wrong_is_not_published(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A page that asks another host for a picture is found in what was built."""
    before = digest(root / "site")
    replace(root, "docs/index.md", "## What", "![A bee](https://example.org/bee.png)\n\n## What")
    assert not publish.publish(root)
    assert "[third-party]" in capfd.readouterr().err
    assert digest(root / "site") == before


def test_a_style_sheet_that_asks_another_host_is_not_published(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a page does not ask for itself its style sheet may."""
    (root / "docs/bees.css").write_text("@import 'https://example.org/bees.css';\n", "utf-8")
    assert not publish.publish(root)
    assert "it asks for https://example.org/bees.css" in capfd.readouterr().err


def test_a_site_that_cannot_be_put_in_its_place_leaves_the_old_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last step fails, the one before it is taken back."""
    before = digest(root / "site")
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target.name == "site" and self.parent.name.startswith(".site-") and self.name == "site":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="No space"):
        publish.publish(root)
    assert digest(root / "site") == before


def test_a_fault_of_the_engine_is_told_apart_from_findings(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that breaks down is no finding of the contributor's."""
    monkeypatch.setenv("PYTHONPATH", str(root))
    (root / "markdown.py").write_text("1 / 0\n", "utf-8")
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        publish.publish(root)
