"""How hanzi are read, by pypinyin’s dictionaries; they are loaded when something is looked up.

What is asked is whether pinyin reads hanzi syllable by syllable, as dictionaries write it: with tone
marks, in the neutral tone where a word has it, and without the changes that a tone undergoes in
speech (GB/T 16159). How syllables are joined into words is not judged.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from edition.pinyin import HAN_RE, Sound, sounds, syllables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Characters that some words have in the neutral tone, and for which pypinyin gives none: those of
# kHanyuPinlu in the Unihan database (https://www.unicode.org/reports/tr38/#kHanyuPinlu), and those
# that CC-CEDICT (https://cc-cedict.org) writes so in more than one word.
NEUTRAL = frozenset(
    "上下不丧个丹举乎事亮亲人什仗付仙份伍伯伶住作侍候傅儿兄公具分利到剔力务势匠午卖历"
    "压去友发叔口叨号司叽合同听呱呼和咐哈哝哥哧唠唤唧唬喝喷嗽噜囊圈在坊坦堂士声处天太"
    "夫失女奶妇妈妹姐姑姥娃娘婆婶婿嫂字宗宜实害密寸少尚屈屉展己巴帚应度开弄式弟弹当形"
    "彩心快忽思性怨息悠情惑意愣成戚户扇手才打扭扮扯承担拇拔拾掇掌探搁摸撑撒攘敞散数方"
    "明星是晃晨月服望末朵李材来枉析格桃梁棚楚榔榴欠欢歌正毛气汤沫法泡泼活浪涂溜滑激火"
    "灵烦然父爷爸物犀狸猩猬理琶瑰璃生甥用甫甲疾病痒白皮盖盘省看睛矩碌碎碜磨神稼究窝窿"
    "笆笼算篷米糊系索絮经绳维缀罕罗罪置股肢胡腐腾膊舅芦花药荷荽莉莫菇萄落蔗虎蚣蚤蚱蜒"
    "蝇蝈蟆蟮补袋袱裢西见视计训记识诉话误谋谢负起趄辑辰过道酬量钱铁铛铺门问间闹阳难静"
    "面项食饼饽驼骨鲜鸯鹊鹑麻鼓"
)
# 一 and 不 change their tones in speech; pypinyin gives what is heard too.
HEARD: Mapping[str, frozenset[str]] = {"一": frozenset(["yí", "yì"]), "不": frozenset(["bú"])}
WRITTEN: Mapping[str, str] = {"一": "yī", "不": "bù"}
TONES = frozenset("\u0304\u0301\u030c\u0300")
# What may stand between two syllables of one word.
JOINT_RE = re.compile(r"['’‘‐‑-]?")
APOSTROPHE_RE = re.compile(r"['’‘]")
HAN_RUN_RE = re.compile(f"{HAN_RE.pattern}+")
MOST_READINGS = 3

What = Literal["other", "missing", "extra", "joined", "unclear", "word"]


@dataclass(frozen=True, slots=True)
class Misreading:
    """The first place at which pinyin does not read its hanzi.

    `start` and `end` are offsets in the pinyin; `signs` are the characters concerned, and
    `expected` how they are read, best first; `word` is the word in which they stand, where the
    dictionary has it. `counts` are the numbers of characters and of syllables. `mended` is the
    whole pinyin as it should be, or empty where that is not known.
    """

    what: What
    start: int
    end: int
    signs: str
    expected: tuple[str, ...]
    counts: tuple[int, int]
    word: str = ""
    mended: str = ""


def misreading(hanzi: str, pinyin: str) -> Misreading | None:
    """Return where pinyin, in NFC, does not read its hanzi, or None where it does."""
    return _Comparison(hanzi, pinyin).misreading()


@lru_cache(maxsize=4096)
def readings(sign: str) -> tuple[str, ...]:
    """Return the readings of a character as dictionaries write them, the most usual first."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - it takes long to load

    heard = HEARD.get(sign, frozenset())
    every = PINYIN_DICT.get(ord(sign), "").split(",")
    # Some interjections have no vowel (ńg), and no rule that they could be written by.
    return tuple(each for each in every if each not in heard and syllables(each) == [each])


def _in_dictionary(word: str) -> Sequence[Sequence[str]]:
    """Return the readings of the characters of a word; nothing where the dictionary has it not."""
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415

    found: Sequence[Sequence[str]] = PHRASES_DICT.get(word, [])
    return found if len(found) == len(word) else []


def _usual(signs: str) -> list[str]:
    """Return how characters are read where they stand together, one reading each."""
    from pypinyin import pinyin  # noqa: PLC0415

    found = [each[0] for each in pinyin(signs)]
    if len(found) != len(signs):
        found = [next(iter(readings(sign)), "") for sign in signs]
    return [_as_written(sign, each) for sign, each in zip(signs, found, strict=True)]


def _as_written(sign: str, reading: str) -> str:
    return WRITTEN[sign] if reading in HEARD.get(sign, ()) else reading


def toneless(syllable: str) -> str:
    """Return a syllable without its tone mark; ü stays."""
    parts = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))


class _Comparison:
    """Hanzi held against their pinyin."""

    def __init__(self, hanzi: str, pinyin: str) -> None:
        self._hanzi = hanzi
        self._pinyin = pinyin
        self._signs = "".join(HAN_RE.findall(hanzi))
        # Latin letters among the hanzi are written as they are.
        foreign = set(re.findall(r"[a-z]+", hanzi.lower()))
        self._sounds = [each for each in sounds(pinyin) if each.text.lower() not in foreign]
        self._usual = [reading for stretch in self._stretches() for reading in _usual(stretch)]

    def _stretches(self) -> Iterator[str]:
        """Yield the characters that stand together: words as the pinyin has them, if it can tell."""
        if len(self._signs) == len(self._sounds):
            for word in self._words():
                yield self._signs[word.start : word.stop]
        else:
            yield from HAN_RUN_RE.findall(self._hanzi)

    def _words(self) -> Iterator[range]:
        """Yield the words of the pinyin, each as a range of syllables."""
        start = 0
        for at, (one, other) in enumerate(pairwise(self._sounds), 1):
            if not JOINT_RE.fullmatch(self._pinyin, one.end, other.start):
                yield range(start, at)
                start = at
        if self._sounds:
            yield range(start, len(self._sounds))

    def misreading(self) -> Misreading | None:
        """Return the first place at which the two do not agree."""
        first = self._from_the_left()
        if first == (len(self._signs), len(self._sounds)):
            return self._in_words()
        last = self._from_the_right(first)
        signs, said = range(first[0], last[0]), range(first[1], last[1])
        if not signs:
            return self._extra(said)
        return self._other(signs, said) if said else self._missing(signs, said.start)

    def agrees(self) -> bool:
        """Tell whether the two agree, syllable by syllable and word by word."""
        whole = len(self._signs), len(self._sounds)
        return self._from_the_left() == whole and next(self._unusual_words(), None) is None

    # One syllable and its character

    def _fits(self, sign: int, sound: int) -> int:
        """Return how many characters, from one on, a syllable reads: 1, with 儿 2, or 0."""
        said, following = self._sounds[sound], self._signs[sign + 1 : sign + 2]
        if said.rolled(following) and self._reads(sign, said.text[:-1], begins=not sound):
            return 2
        return int(self._reads(sign, said.text, begins=not sound))

    def _reads(self, sign: int, written: str, *, begins: bool) -> bool:
        """Tell whether a syllable is a reading of a character.

        The neutral tone never begins a phrase.
        """
        every, said = readings(self._signs[sign]), written.lower()
        if said in every or said == self._usual[sign] or not every:
            return True
        # A doubled character has it too: kànkan.
        doubled = self._signs[sign - 1 : sign] == self._signs[sign]
        may_be_neutral = doubled or self._signs[sign] in NEUTRAL
        return may_be_neutral and not begins and said in map(toneless, every)

    def _from_the_left(self) -> tuple[int, int]:
        """Return the first character and the first syllable that do not fit one another."""
        sign = sound = 0
        while sign < len(self._signs) and sound < len(self._sounds):
            step = self._fits(sign, sound)
            if not step:
                break
            sign, sound = sign + step, sound + 1
        return sign, sound

    def _from_the_right(self, first: tuple[int, int]) -> tuple[int, int]:
        """Return the end of the characters and of the syllables that do not fit."""
        sign, sound = len(self._signs), len(self._sounds)
        while sign > first[0] and sound > first[1]:
            steps = [step for step in (1, 2) if sign - step >= first[0]]
            fitting = [step for step in steps if self._fits(sign - step, sound - 1) == step]
            if not fitting:
                break
            sign, sound = sign - fitting[0], sound - 1
        return sign, sound

    # What is wrong

    def _misreading(
        self, what: What, place: tuple[int, int], signs: range, expected: Sequence[str], mended: str
    ) -> Misreading:
        counts = len(self._signs), len(self._sounds)
        characters = self._signs[signs.start : signs.stop]
        return Misreading(what, *place, characters, tuple(expected), counts, mended=mended)

    def _extra(self, said: range) -> Misreading:
        start, end = self._sounds[said[0]].start, self._sounds[said[-1]].end
        place = start, end
        if said.stop < len(self._sounds):
            end = self._sounds[said.stop].start
        elif said.start:
            start = self._sounds[said.start - 1].end
        return self._misreading("extra", place, range(0), (), self._mended([(start, end, "")]))

    def _missing(self, signs: range, sound: int) -> Misreading:
        at = self._sounds[sound - 1].end if sound else 0
        expected = self._usual[signs.start : signs.stop]
        new = joined(expected)
        mended = self._mended([(at, at, new if sound else f"{new} ")])
        return self._misreading("missing", (at, at), signs, expected, mended)

    def _other(self, signs: range, said: range) -> Misreading:
        first, last = self._sounds[said[0]], self._sounds[said[-1]]
        mended = self._replaced(signs, said)
        if APOSTROPHE_RE.sub("", mended) == APOSTROPHE_RE.sub("", self._pinyin):
            return self._misreading("joined", (first.start, last.end), signs, (), mended)
        what: What = "other" if first.clear else "unclear"
        here = range(signs[0], signs[0] + 1)
        place = first.start, first.end
        return self._misreading(what, place, here, self._expected(signs[0]), mended)

    def _expected(self, sign: int) -> Sequence[str]:
        """Return the readings of a character that a message names."""
        usual, every = self._usual[sign], readings(self._signs[sign])
        alone = self._signs[sign] in self._stretches()
        return list(dict.fromkeys([usual, *every]))[:MOST_READINGS] if alone else [usual]

    # How it should be

    def _replaced(self, signs: range, said: range) -> str:
        """Return the pinyin with a stretch replaced by what its characters are read."""
        if len(self._signs) == len(self._sounds):
            wrong = [at for at in said if not self._fits(at, at)]
            # Where one mark of a word is missing, the others are more likely missing than neutral.
            words = [word for word in self._words() if any(at in word for at in wrong)]
            wrong += [at for word in words for at in word if self._may_lack_its_mark(at)]
            return self._mended(
                [self._edit(self._sounds[at], self._usual[at]) for at in sorted(set(wrong))]
            )
        first, last = self._sounds[said[0]], self._sounds[said[-1]]
        start, end, new = self._edit(first, joined(self._usual[signs.start : signs.stop]))
        return self._mended([(start, max(end, last.end), new)])

    def _may_lack_its_mark(self, at: int) -> bool:
        said, usual = self._sounds[at].text.lower(), self._usual[at]
        return said != usual and said == toneless(usual)

    def _edit(self, sound: Sound, new: str) -> tuple[int, int, str]:
        capital = sound.text[:1].isupper()
        return sound.start, sound.end, new[:1].upper() + new[1:] if capital else new

    def _mended(self, edits: Sequence[tuple[int, int, str]]) -> str:
        """Return the pinyin with stretches replaced, or plain syllables, or nothing: what agrees."""
        made, at = "", 0
        for start, end, new in edits:
            made = joined([made + self._pinyin[at:start], new])
            at = end
        made = (made + self._pinyin[at:]).strip()
        every = (made, " ".join(self._usual))
        return next((each for each in every if _Comparison(self._hanzi, each).agrees()), "")

    # Words

    def _in_words(self) -> Misreading | None:
        """Return the first place at which a word is read as the dictionary does not have it."""
        found = list(self._unusual_words())
        if not found:
            return None
        mended = self._mended([self._edit(self._sounds[at], right[0]) for at, _, right in found])
        at, word, right = found[0]
        place = self._sounds[at].start, self._sounds[at].end
        return replace(self._misreading("word", place, range(at, at + 1), right, mended), word=word)

    def _unusual_words(self) -> Iterator[tuple[int, str, Sequence[str]]]:
        """Yield where the dictionary reads a word otherwise: the place, the word, the readings."""
        if len(self._signs) != len(self._sounds):
            return
        for word in self._words():
            signs = self._signs[word.start : word.stop]
            for at, every in zip(word, _in_dictionary(signs), strict=False):
                sign, said = self._signs[at], self._sounds[at].text.lower()
                right = [_as_written(sign, each) for each in every]
                if said not in right and (said not in map(toneless, right) or not at):
                    yield at, signs, right


def joined(parts: Sequence[str]) -> str:
    """Return syllables as one word, with an apostrophe before each that begins with a vowel."""
    made = ""
    for part in parts:
        apart = made[-1:].isalpha() and toneless(part[:1]).lower() in ("a", "o", "e")
        made += f"’{part}" if apart else part
    return made
