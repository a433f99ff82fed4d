"""Chinese: how it is read, its two scripts, and that what is remembered changes no finding."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition import readings, remembered, variants
from edition.findings import Finding
from edition.pinyin import sounds
from edition.read import read_edition
from edition.readings import misreading
from edition.report import as_text
from edition.rules import check
from edition.rules.hanzi import remember
from edition.variants import difference
from tests.cases import BASE, CASES, Case

CHINESE = ("pinyin-mismatch", "traditional-mismatch")
OF_CHINESE = [case for case in CASES if case.rule in CHINESE]


@pytest.mark.parametrize(
    ("hanzi", "pinyin"),
    [
        # The neutral tone, where dictionaries have it.
        ("知识", "zhīshi"),
        ("知识", "zhīshí"),
        ("处分", "chǔfèn"),
        ("老爷们的", "lǎoyemen de"),
        ("说说", "shuōshuo"),
        ("三个", "sān ge"),
        # Tones as they are written, not as they are heard.
        ("一个", "yī gè"),
        ("不是", "bù shì"),
        ("对不起", "duìbuqǐ"),
        # 儿, as an r and as a syllable.
        ("哪儿", "nǎr"),
        ("一丁点儿", "yīdīngdiǎnr"),
        ("儿子", "érzi"),
        ("女儿", "nǚ’ér"),
        # Apostrophes, capitals, hyphens and marks.
        ("西安", "Xī’ān"),
        ("西安", "Xī'ān"),
        ("中央", "ZHŌNGYĀNG"),
        ("和风细雨", "héfēng-xìyǔ"),
        ("言者无罪，闻者足戒", "yán zhě wú zuì, wén zhě zú jiè"),
        ("团结——批评", "tuánjié — pīpíng"),
        ("三个主义 / 三风；一", "sān gè zhǔyì / sān fēng; yī"),
        # What is no character is written as it is.
        ("AA制", "AA zhì"),
        ("1957年", "1957 nián"),
        # Of a character without a reading nothing is known.
        ("\U0003134f王", "bā wáng"),
        ("", ""),
    ],
)
def test_what_reads_the_hanzi_is_right(hanzi: str, pinyin: str) -> None:
    assert misreading(hanzi, pinyin) is None


@pytest.mark.parametrize(
    ("hanzi", "pinyin", "what", "wrong", "mended"),
    [
        ("官僚主义", "guānliáo zhùyǐ", "other", "yǐ", "guānliáo zhùyì"),
        ("官僚主义", "guānliáo zhǔ", "missing", "", "guānliáo zhǔyì"),
        ("官僚主义", "guān zhǔyì", "missing", "", "guānliáo zhǔyì"),
        ("官僚主义", "zhǔyì", "missing", "", "guānliáo zhǔyì"),
        ("官僚主义", "", "missing", "", "guānliáozhǔyì"),
        ("官僚主义", "guānliáo zhǔyì yì", "extra", "yì", "guānliáo zhǔyì"),
        ("官僚主义", "guān guān liáo zhǔyì", "extra", "guān", "guān liáo zhǔyì"),
        ("官僚主义", "de guānliáo zhǔyì", "extra", "de", "guānliáo zhǔyì"),
        ("官僚主义", "guānliáo zhvyì", "unclear", "zhvyì", "guānliáo zhǔyì"),
        ("官僚主义", "Guan1liao2 zhu3yi4", "other", "Guan1", "Guānliáo zhǔyì"),
        ("西安", "Xīān", "joined", "Xīān", "Xī’ān"),
        ("方案", "fāngàn", "joined", "fāngàn", "fāng’àn"),
        ("方案", "fāng", "missing", "", "fāng’àn"),
        ("女儿", "nǚer", "other", "nǚer", "nǚ’ér"),
        ("一定", "yídìng", "other", "yí", "yīdìng"),
        ("上面", "shangmiàn", "other", "shang", "shàngmiàn"),
        ("主义", "zhǔyi", "other", "yi", "zhǔyì"),
        ("花", "huār", "other", "huār", "huā"),
        ("干部", "gānbù", "word", "gān", "gànbù"),
        ("长期处理", "zhǎngqī chùlǐ", "word", "zhǎng", "chángqī chǔlǐ"),
    ],
)
def test_the_first_wrong_syllable_is_found_and_mended(
    hanzi: str, pinyin: str, what: str, wrong: str, mended: str
) -> None:
    found = misreading(hanzi, pinyin)
    assert found
    assert (found.what, pinyin[found.start : found.end]) == (what, wrong)
    assert found.mended == mended


PIECES = [
    "guān",
    "liáo",
    "zhǔ",
    "yì",
    "r",
    "nǚ",
    "ān",
    "Xī",
    "’",
    " ",
    "-",
    "4",
    "v",
    "\u030c",
    "x",
]


@given(
    st.text(st.sampled_from("官僚主义群众一不儿女西安识𠀀嗯A1，"), max_size=6),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)
def test_how_it_should_be_is_right(hanzi: str, pinyin: str) -> None:
    found = misreading(hanzi, pinyin)
    if found:
        assert 0 <= found.start <= found.end <= len(pinyin)
        assert not found.mended or misreading(hanzi, found.mended) is None


def test_a_word_without_end_is_not_cut() -> None:
    assert [sound.clear for sound in sounds("ba" * 5000)] == [False]


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("群众里着", "群眾裡著"),
        ("群众里着", "羣衆裏着"),
        ("公里", "公里"),
        ("为什么", "爲什麽"),
        ("发展历史", "發展曆史"),
        ("台湾", "臺灣"),
        ("团结——批评", "團結—批評"),
        ("", ""),
    ],
)
def test_the_same_words_in_two_scripts_are_right(simplified: str, traditional: str) -> None:
    assert difference(simplified, traditional) is None


@pytest.mark.parametrize(
    ("simplified", "traditional", "script", "place", "mended"),
    [
        ("干部", "干部", "traditional", (0, 1), "幹部"),
        ("干涉", "幹涉", "traditional", (0, 1), "干涉"),
        ("复杂", "復雜", "traditional", (0, 1), "複雜"),
        ("羣众", "羣眾", "simplified", (0, 1), "群众"),
        ("工人，群众", "工人，群", "traditional", (4, 4), "工人，群眾"),
        ("群众", "群眾們", "traditional", (2, 3), "群眾"),
        ("人民", "工人", "traditional", (0, 1), "人民"),
    ],
)
def test_the_first_difference_is_found_and_mended(
    simplified: str, traditional: str, script: str, place: tuple[int, int], mended: str
) -> None:
    found = difference(simplified, traditional)
    assert found
    assert (found.script, (found.start, found.end), found.mended) == (script, place, mended)


# What is remembered


def findings(root: Path) -> list[Finding]:
    """Check an edition as the command does, and remember what is right."""
    edition = read_edition(root)
    found = check(edition)
    remember(edition)
    return found


def report(root: Path) -> str:
    return as_text(findings(root), read_edition(root).settings)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the tiny edition."""
    return Path(shutil.copytree(BASE, tmp_path / "edition"))


def refuse_to_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no dictionary be asked from here on."""

    def refuse(one: str, other: str) -> None:
        raise AssertionError(f"{one} was looked up with {other}")

    monkeypatch.setattr(readings, "misreading", refuse)
    monkeypatch.setattr(variants, "difference", refuse)


@pytest.mark.parametrize("case", OF_CHINESE, ids=lambda case: case.name)
def test_with_what_is_remembered_the_findings_are_the_same(case: Case, tmp_path: Path) -> None:
    root = case.lay(tmp_path / "edition")
    assert not (root / remembered.FILE).exists()
    first = report(root)
    assert (root / remembered.FILE).exists()
    assert report(root) == first


def test_what_was_right_is_not_looked_up_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not findings(root)
    written = (root / remembered.FILE).stat().st_mtime_ns
    refuse_to_look_up(monkeypatch)
    assert not findings(root)
    assert (root / remembered.FILE).stat().st_mtime_ns == written


def test_a_second_check_loads_no_dictionary(root: Path) -> None:
    """That is what makes it quick."""
    code = (
        "import sys; from edition.cli import edition;"
        f"edition(['check', '--root', {str(root)!r}], standalone_mode=False)"
    )
    told = f"try:\n    {code}\nexcept SystemExit:\n    print('pypinyin' in sys.modules)\n"
    said = [
        subprocess.run(
            [sys.executable, "-c", told], check=True, capture_output=True, encoding="utf-8"
        ).stdout.splitlines()[-1]
        for _ in range(2)
    ]
    assert said == ["True", "False"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pinyin: mìfēng", "pinyin: mífēng"),
        ("hanzi: 蜜蜂", "hanzi: 蜜峰会"),
        ("traditional: 蜜蜂", "traditional: 蜜"),
    ],
)
def test_what_has_changed_is_looked_up_again(root: Path, old: str, new: str) -> None:
    assert not findings(root)
    file = root / "glossary/bee.md"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert {finding.rule for finding in findings(root)} & set(CHINESE)


def test_with_another_version_everything_is_looked_up_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not findings(root)
    monkeypatch.setattr(remembered, "_version", "pypinyin-{}-of-tomorrow".format)
    refuse_to_look_up(monkeypatch)
    with pytest.raises(AssertionError, match="looked up"):
        findings(root)


def test_what_no_entry_asks_any_more_is_forgotten(root: Path) -> None:
    findings(root)
    before = json.loads((root / remembered.FILE).read_bytes())
    shutil.copyfile(root / "glossary/bee.md", root / "glossary/queen.md")
    findings(root)
    after = json.loads((root / remembered.FILE).read_bytes())
    assert set(after) < set(before)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{}", b"[1, 2]", b"null", b"[" * 100_000, b'["a"'],
    ids=["empty", "no text", "no list", "no texts", "nothing", "deep", "half"],
)
def test_a_file_that_was_not_written_by_us_is_passed_over(root: Path, content: bytes) -> None:
    file = root / remembered.FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert not findings(root)
    assert json.loads(file.read_bytes())


def test_what_is_no_file_is_not_waited_for(root: Path) -> None:
    file = root / remembered.FILE
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    assert not findings(root)


def test_where_nothing_can_be_written_nothing_is_remembered(root: Path) -> None:
    (root / ".cache").write_text("no folder", "utf-8")
    assert not findings(root)
    assert (root / ".cache").read_text("utf-8") == "no folder"


def test_where_a_folder_has_its_name_nothing_is_left_beside_it(root: Path) -> None:
    (root / remembered.FILE / "within").mkdir(parents=True)
    assert not findings(root)
    assert [found.name for found in (root / remembered.FILE).parent.iterdir()] == ["right.json"]


def test_two_checks_at_once_do_no_harm(root: Path) -> None:
    command = [sys.executable, "-m", "edition", "check", "--root", str(root)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") for _ in range(2)]
    assert [one.communicate()[0] for one in both] == ["No findings.\n"] * 2
    assert len(json.loads((root / remembered.FILE).read_bytes())) > 0
    assert [found.name for found in (root / ".cache/edition").iterdir()] == ["right.json"]
