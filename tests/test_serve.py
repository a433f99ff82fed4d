"""`edition serve`: the site is built anew at every change, and findings are shown in its pages."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

TINY = Path(__file__).parent / "edition"
PATIENCE = 60  # seconds, on a machine that is busy with other tests


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The tiny edition, served from a folder of its own."""
    root = tmp_path / "edition"
    shutil.copytree(TINY, root)
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "edition", "serve", "--root", str(root), "--address", address]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield root, f"http://{address}/"
        finally:
            server.terminate()


def wait_for(url: str, words: str, *, gone: bool = False) -> str:
    """Return a page once it holds some words, or holds them no more."""
    end = time.monotonic() + PATIENCE
    page = ""
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            # The address is our own server’s.
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
                page = str(answer.read(), "utf-8")
            if (words in page) is not gone:
                return page
        time.sleep(0.1)
    raise AssertionError(f"{url} did not change: {page[:500]}")


def replace(file: Path, old: str, new: str) -> None:
    """Replace words of a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_every_kind_of_source_is_watched(served: tuple[Path, str]) -> None:
    """A page, the text, an entry, an annotation: each change is seen without a restart."""
    root, site = served
    wait_for(site, "A letter on bees")
    replace(root / "docs/index.md", "Read [the letter]", "Do read [the letter]")
    wait_for(site, "Do read")
    replace(root / "glossary/queen.md", "lays eggs", "lays all the eggs")
    wait_for(f"{site}glossary/queen/", "lays all the eggs")
    replace(root / "docs/annotations/rain.md", "within minutes", "within an hour")
    wait_for(f"{site}annotations/rain/", "within an hour")
    replace(root / "docs/text/letter.md", "a slip for the workers", "a mere slip")
    wait_for(f"{site}text/letter/", "a mere slip")


def test_findings_are_shown_in_the_pages_and_go_when_they_are_mended(
    served: tuple[Path, str],
) -> None:
    """A wrong reference does not end the server; the page says what is wrong and how to mend it."""
    root, site = served
    wait_for(site, "A letter on bees")
    replace(root / "docs/text/letter.md", "term:queen", "term:qeen")
    page = wait_for(f"{site}text/letter/", "ed-findings")
    assert "there is no “qeen”; the nearest is “queen”" in page
    replace(root / "docs/text/letter.md", "term:qeen", "term:queen")
    replace(root / "mkdocs.yml", "2026-11-24", "some day")
    wait_for(f"{site}text/letter/", "[bad-date]")
    replace(root / "mkdocs.yml", "some day", "2026-11-24")
    wait_for(f"{site}text/letter/", "ed-findings", gone=True)
