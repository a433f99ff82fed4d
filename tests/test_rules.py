"""Every rule by its examples: the report to the letter, and every suggestion put to work."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from edition import publish
from edition.findings import Finding
from edition.model import Edition
from edition.read import read_edition
from edition.report import as_text
from edition.rules import GROUPS, RULES, check
from edition.rules.site import SITE_RULES, check_site
from tests.cases import BASE, CASES, SILENT, Case
from tests.cases import RULES as FOLDER

EVERY = (*RULES, *SITE_RULES)
OF_SOURCE = [case for case in CASES if not case.of_site]
OF_SITE = [case for case in CASES if case.of_site]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny edition, published once for all the cases of built sites."""
    root = tmp_path_factory.mktemp("built") / "edition"
    shutil.copytree(BASE, root)
    assert publish.publish(root)
    return root


def compare(case: Case, report: str, *, bless: bool) -> None:
    """Compare a report with the golden one, or write that anew."""
    if bless:
        (case.folder / "report.txt").write_bytes(report.encode())
    assert report == case.report
    if case.silent:
        assert report == SILENT
    else:
        assert f"[{case.rule}]" in report


@pytest.mark.parametrize("case", OF_SOURCE, ids=lambda case: case.name)
def test_the_report_is_the_golden_one(
    case: Case, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    edition = read_edition(case.lay(tmp_path / "edition"))
    report = as_text(check(edition), edition.settings)
    compare(case, report, bless=bool(pytestconfig.getoption("bless")))


@pytest.mark.parametrize("case", OF_SITE, ids=lambda case: case.name)
def test_the_report_on_a_built_site_is_the_golden_one(
    case: Case, built: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    site = tmp_path / "site"
    shutil.copytree(built / "site", site)
    case.spoil(site)
    edition = read_edition(built)
    report = placeless(as_text(check_site(edition, site), edition.settings))
    compare(case, report, bless=bool(pytestconfig.getoption("bless")))


def placeless(report: str) -> str:
    """Return a report without numbers of lines and columns, which any change of a template moves."""
    report = re.sub(r"^(site/[^:\n]*):\d+:\d+:", r"\1:", report, flags=re.MULTILINE)
    return re.sub(r"^[ \d]+(?=[|=])", "  ", report, flags=re.MULTILINE)


def told(findings: list[Finding]) -> Counter[tuple[str, str, str, str]]:
    """Return what findings say, without their places, which a repair may move."""
    return Counter(
        (one.rule, one.span.source.path, one.message, re.sub(r"\d+", "#", one.label))
        for one in findings
    )


def repaired(root: Path, finding: Finding) -> Edition:
    """Return the edition with the suggestion of a finding applied, letter by letter."""
    assert finding.suggestion
    span = finding.suggestion.span
    file = root / span.source.path
    text = file.read_bytes().decode()
    assert text.removeprefix("\ufeff") == span.source.text
    file.write_bytes(
        f"{span.source.text[: span.start]}{finding.suggestion.words}"
        f"{span.source.text[span.end :]}".encode()
    )
    edition = read_edition(root)
    file.write_bytes(text.encode())
    return edition


@pytest.mark.parametrize("case", OF_SOURCE, ids=lambda case: case.name)
def test_a_suggestion_applied_mends_its_finding_and_brings_no_error(
    case: Case, tmp_path: Path
) -> None:
    root = case.lay(tmp_path / "edition")
    findings = check(read_edition(root))
    before = told(findings)
    stopping = told([one for one in findings if one.stops])
    for finding in findings:
        if finding.suggestion:
            after = check(repaired(root, finding))
            (mine,) = told([finding])
            assert told(after)[mine] < before[mine], f"not mended: {finding.message}"
            assert not told([one for one in after if one.stops]) - stopping


def test_the_tiny_edition_is_right() -> None:
    edition = read_edition(BASE)
    assert as_text(check(edition), edition.settings) == SILENT


def test_every_rule_has_its_folder_and_every_folder_its_rule() -> None:
    assert {folder.name for folder in FOLDER.iterdir()} == {rule.name for rule in EVERY}


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.name)
def test_every_rule_has_its_documentation_and_examples(rule: object) -> None:
    name, documentation = str(getattr(rule, "name", "")), str(getattr(rule, "documentation", ""))
    first = documentation.partition("\n\n")[0]
    # What is published as its section begins with how it should be, in one sentence or two.
    assert re.fullmatch(r"[A-Z`“].*\.", first, re.DOTALL)
    assert 1 <= len(re.findall(r"\.(?:\s|$)", first)) <= 2
    mine = [case for case in CASES if case.rule == name]
    assert len(mine) >= 2
    assert any(not case.silent for case in mine)


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for rule in EVERY]
    assert sorted(set(names)) == sorted(names)
    assert tuple(rule for group in GROUPS for rule in group.rules) == RULES
