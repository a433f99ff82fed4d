"""The commands as they are called: what they print, where, and with which status they end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from edition.read import LEDGER
from tests.cases import BASE
from tests.test_report import SCHEMA

TEXT = "docs/text/letter.md"
# The tool as it is, with a fault of its own put into it.
FAULTY = """
import edition.rules
def breaks(found): raise ZeroDivisionError("a fault of ours")
edition.rules.check = breaks
from edition.cli import main
main()
"""


def run(
    *arguments: str | Path, cwd: Path | None = None, code: str = "", locale: str = "C.UTF-8"
) -> subprocess.CompletedProcess[str]:
    """Call the tool, and return what it said and its status."""
    start = ["-c", code] if code else ["-m", "edition"]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=os.environ | {"LC_ALL": locale, "PYTHONUTF8": "0"},
        check=False,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the tiny edition, for a test to spoil."""
    return Path(shutil.copytree(BASE, tmp_path / "edition"))


def change(root: Path, path: str, old: str, new: str) -> None:
    """Replace words of a file."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def test_a_right_edition_ends_with_0(root: Path) -> None:
    done = run("check", "--root", root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings.\n", "")


def test_the_folder_is_that_in_which_it_is_called(root: Path) -> None:
    assert run("check", cwd=root).stdout == "No findings.\n"


def test_findings_end_with_1_and_are_shown_with_their_place(root: Path) -> None:
    change(root, TEXT, "term:queen", "term:quene")
    done = run("check", "--root", root)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{TEXT}:21:98: error: ")
    assert "^^^^^ there is no “quene”; the nearest is “queen”" in done.stdout
    assert done.stdout.endswith("\n\n1 error in 1 file.\n")
    assert done.stderr == ""


def test_warnings_alone_end_with_0(root: Path) -> None:
    change(root, TEXT, "[Bees](term:bee)", "Bees")
    done = run("check", "--root", root)
    assert done.returncode == 0
    assert done.stdout.endswith("\n\n1 warning in 1 file.\n")


def test_json_is_as_the_schema_says(root: Path) -> None:
    change(root, TEXT, "term:queen", "term:quene")
    done = run("check", "--root", root, "--format", "json")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)
    assert document["findings"][0]["rule"] == "unknown-term"


@pytest.mark.parametrize(
    "arguments",
    [
        ("chekc",),
        ("check", "--fromat", "json"),
        ("check", "--format", "xml"),
        ("check", "--root", "nowhere"),
    ],
)
def test_a_wrong_call_ends_with_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Usage:" in done.stderr


def test_a_fault_of_ours_ends_with_3_and_is_not_put_on_the_contributor(root: Path) -> None:
    done = run("check", "--root", root, code=FAULTY)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "ZeroDivisionError" in done.stderr
    assert "This is a fault of the tool, not of your files" in done.stderr
    assert "error:" not in done.stdout


def test_a_terminal_that_cannot_write_all_characters_gets_what_it_can(root: Path) -> None:
    change(root, TEXT, "term:queen", "term:蜂")
    assert run("check", "--root", root, locale="C").returncode == 1


def test_freeze_refuses_while_there_are_errors(root: Path) -> None:
    before = (root / LEDGER).read_bytes()
    change(root, TEXT, "term:queen", "term:quene")
    done = run("freeze", "--root", root)
    assert done.returncode == 1
    assert "there is no “quene”" in done.stderr
    assert (root / LEDGER).read_bytes() == before


def test_freeze_records_an_emendation_before_the_first_release(root: Path) -> None:
    change(root, TEXT, "Keep the hive", "Keep {++all ++}{>>of them<<}the hive")
    assert run("check", "--root", root).returncode == 1
    assert run("freeze", "--root", root).returncode == 0
    done = run("check", "--root", root)
    assert (done.returncode, done.stdout) == (0, "No findings.\n")


def test_freeze_takes_nothing_back_after_the_first_release(root: Path) -> None:
    change(root, "mkdocs.yml", "version: 0.1.0", "version: 1.0.0")
    change(root, TEXT, "## [2]\n\n", "")
    before = (root / LEDGER).read_bytes()
    done = run("freeze", "--root", root)
    assert done.returncode == 1
    assert "the published passage s2 must stay in the text" in done.stderr
    assert (root / LEDGER).read_bytes() == before


def test_freeze_does_not_take_a_paragraph_without_its_id(root: Path) -> None:
    """What is not promised yet may change; what is not right may not be frozen."""
    change(root, TEXT, "{#p2}\n", "")
    done = run("freeze", "--root", root)
    assert done.returncode == 1
    assert "[missing-anchor]" in done.stderr


def test_a_terminal_that_knows_no_hanzi_still_gets_the_report(root: Path) -> None:
    change(root, TEXT, "term:queen", "term:蜂后")
    done = subprocess.run(
        [sys.executable, "-m", "edition", "check", "--root", root],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
        check=False,
    )
    assert done.returncode == 1
    assert b"(term:??)" in done.stdout
    assert b"[unknown-term]" in done.stdout
    assert done.stderr == b""


def test_freeze_keeps_since_when_an_id_is_published(root: Path) -> None:
    """What is new has the version of today, all else the version with which it came."""
    change(root, "mkdocs.yml", "version: 0.1.0", "version: 0.2.0")
    (root / "docs/annotations/dry.md").write_text(
        (root / "docs/annotations/rain.md")
        .read_text("utf-8")
        .replace("at: p2.2\nquote: the brood would chill", "at: p2.1\nquote: the hive dry"),
        encoding="utf-8",
    )
    assert run("freeze", "--root", root).returncode == 0
    ledger = json.loads((root / LEDGER).read_text("utf-8"))
    assert ledger["passages"]["p2.1"]["since"] == "0.1.0"
    assert ledger["terms"]["bee"] == {"since": "0.1.0"}
    assert ledger["annotations"] == {"dry": {"since": "0.2.0"}, "rain": {"since": "0.1.0"}}
