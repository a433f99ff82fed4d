"""Pinyin above characters."""

import pytest

from edition.pinyin import ruby, syllables


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("guānliáo", ["guān", "liáo"]),
        ("zhǔyì", ["zhǔ", "yì"]),
        ("fāngàn", ["fān", "gàn"]),
        ("fāng’àn", []),
        ("jiǎnguó", ["jiǎn", "guó"]),
        ("Zhōngyāng", ["Zhōng", "yāng"]),
        ("nǚ", ["nǚ"]),
        ("lüèduó", ["lüè", "duó"]),
        ("xx", []),
        ("", []),
    ],
)
def test_a_word_is_cut_into_its_syllables(word: str, cut: list[str]) -> None:
    assert syllables(word) == cut


@pytest.mark.parametrize(
    ("hanzi", "pinyin", "pairs"),
    [
        ("方案", "fāng’àn", [("方", "fāng"), ("案", "àn")]),
        ("一、二", "yī, èr", [("一", "yī"), ("、", ""), ("二", "èr")]),
        ("和风细雨", "héfēng-xìyǔ", [("和", "hé"), ("风", "fēng"), ("细", "xì"), ("雨", "yǔ")]),
        ("哪儿", "nǎr", [("哪", "nǎr"), ("儿", "")]),
        ("二儿子", "èr’érzi", [("二", "èr"), ("儿", "ér"), ("子", "zi")]),
        ("主义", "zhǔ", []),
        ("主义", "zhǔ yì yì", []),
        ("主义", "zhǔ 1", []),
    ],
)
def test_each_syllable_stands_above_its_character(
    hanzi: str, pinyin: str, pairs: list[tuple[str, str]]
) -> None:
    """Where the two do not match, no pairs are made up."""
    assert ruby(hanzi, pinyin) == pairs
