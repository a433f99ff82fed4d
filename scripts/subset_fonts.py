"""Cut the fonts of the site down to the characters that the edition prints.

``make fonts`` runs this after ``npm ci`` in ``requirements/fonts``; the result is committed, so
that neither building nor testing the site needs the full fonts (35 MB).
The same sources give the same bytes.
``--check`` writes nothing: it says which characters of the sources no face holds yet.

A subset of a font whose licence reserves its name may not bear that name (OFL 1.1, condition 3),
hence “Edition Serif” for Source Serif 4, “Edition Sans” for Source Sans 3 and “Edition Hanzi” for
Noto Serif SC.
"""

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = Path("requirements/fonts/node_modules")
FONTS = Path("docs/assets/fonts")
COVERAGE = FONTS / "coverage.json"

ASCII = frozenset(map(chr, range(0x20, 0x7F)))
PINYIN = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀĒÉĚÈŌÓǑÒ")
TYPOGRAPHIC = frozenset("\xa0–—‘’“”…·×§¶†‡•−→")
EUROPEAN = frozenset("ÄÖÜßäöåæøâàçèéêëîïôñ")
LATIN = ASCII | EUROPEAN | PINYIN | TYPOGRAPHIC
"""What the Latin faces hold at least; a character of the sources that is not here is added."""

HANZI_BLOCKS = ((0x2E80, 0x303F), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))
"""Where Chinese characters and their punctuation stand, as ``unicode-range`` has it in the CSS."""

SHARED = frozenset("·—…‘’“”")
"""Punctuation of both scripts, which the Chinese face draws in its own way where Chinese stands."""

SMALL_CAPITALS_OF = frozenset(map(chr, (*range(0x41, 0x5B), *range(0x61, 0x7B))))
"""Small capitals are kept for the plain alphabet only: they are a third of the file."""

BUDGET = {"Edition Serif": 45_000, "Edition Sans": 22_000, "Edition Hanzi": 150_000}
"""The most bytes that the files of a family may weigh together.

The Chinese face loads only where a character of it is shown, and then once for all pages.
"""


@dataclass(frozen=True)
class Face:
    """A font file that is published."""

    file: str
    source: str
    """Path of the full font inside the npm packages."""
    family: str
    style: str
    features: tuple[str, ...]
    """OpenType features kept; all others, and their glyphs, go."""
    characters: frozenset[str]


@dataclass(frozen=True)
class Licence:
    """A licence text that is published beside the fonts, since the licence asks for it."""

    file: str
    source: str


LICENCES = (
    Licence("OFL-edition-serif.txt", "source-serif/LICENSE.md"),
    Licence("OFL-edition-sans.txt", "source-sans/LICENSE.md"),
    Licence("OFL-edition-hanzi.txt", "@expo-google-fonts/noto-serif-sc/LICENSE_FONT"),
)


def is_hanzi(character: str) -> bool:
    """Tell whether a character is set in the Chinese face."""
    return any(first <= ord(character) <= last for first, last in HANZI_BLOCKS)


def sources(root: Path) -> Iterator[Path]:
    """Yield the files whose words are printed on the site."""
    yield from sorted((root / "docs").rglob("*.md"))
    yield from sorted((root / "glossary").glob("*.md"))
    yield from sorted((root / "docs/text").glob("*.csv"))
    yield from sorted((root / "docs").glob("*.json"))
    yield from sorted((root / "docs").glob("*.yml"))


def characters(root: Path) -> frozenset[str]:
    """Return every character that the sources print."""
    words = (path.read_text(encoding="utf-8") for path in sources(root))
    return frozenset().union(*words) - frozenset("\n\r\t\ufeff")


def faces(printed: frozenset[str]) -> tuple[Face, ...]:
    """Return the faces that the site needs to print these characters.

    Roman and italic have all of them; semibold faces and the interface only ever show Latin.
    """
    hanzi = frozenset(filter(is_hanzi, printed))
    latin = LATIN | (printed - hanzi)
    serif, sans = "source-serif/TTF/SourceSerif4-", "source-sans/TTF/SourceSans3-"
    noto = "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf"
    text = ("kern", "liga", "onum", "ccmp")
    figures = ("kern", "liga", "tnum", "ccmp")
    return (
        Face(
            "edition-serif.woff2",
            f"{serif}Regular.ttf",
            "Edition Serif",
            "Regular",
            (*text, "smcp", "c2sc"),
            latin,
        ),
        Face(
            "edition-serif-italic.woff2", f"{serif}It.ttf", "Edition Serif", "Italic", text, latin
        ),
        Face(
            "edition-serif-semibold.woff2",
            f"{serif}Semibold.ttf",
            "Edition Serif",
            "Semibold",
            text,
            ASCII | EUROPEAN | TYPOGRAPHIC,
        ),
        Face("edition-sans.woff2", f"{sans}Regular.ttf", "Edition Sans", "Regular", figures, LATIN),
        Face(
            "edition-sans-semibold.woff2",
            f"{sans}Semibold.ttf",
            "Edition Sans",
            "Semibold",
            ("liga", "tnum"),  # spaced capitals: no kerning
            ASCII | TYPOGRAPHIC,
        ),
        Face("edition-hanzi.woff2", noto, "Edition Hanzi", "Regular", (), hanzi | SHARED),
    )


def drop_small_capitals(font: TTFont, keep: frozenset[str]) -> None:
    """Take the substitutions to small capitals away from all characters but these."""
    cmap = font.getBestCmap()
    glyphs = {cmap[ord(character)] for character in keep}
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag in {"smcp", "c2sc"}
        for index in record.Feature.LookupListIndex
    }
    for index in lookups:
        for subtable in table.LookupList.Lookup[index].SubTable:
            single = getattr(subtable, "ExtSubTable", subtable)
            if hasattr(single, "mapping"):
                single.mapping = {a: b for a, b in single.mapping.items() if a in glyphs}


def rename(font: TTFont, face: Face) -> None:
    """Give the font our name and say what it was made from; its copyright notice stays."""
    table = font["name"]
    kept = {0, 13, 14}  # copyright, licence, address of the licence
    origin = table.getDebugName(4)
    table.names = [
        record for record in table.names if record.nameID in kept and record.platformID == 3
    ]
    full = f"{face.family} {face.style}"
    ours = {
        1: face.family if face.style in {"Regular", "Italic"} else full,
        2: face.style if face.style in {"Regular", "Italic"} else "Regular",
        3: f"{full}; from {origin}",
        4: full,
        6: full.replace(" ", ""),
        10: f"A subset of {origin}, made for this edition; not an official release of it.",
    }
    for name_id, value in ours.items():
        table.setName(value, name_id, 3, 1, 0x409)


def cut(face: Face, packages: Path) -> tuple[bytes, frozenset[str]]:
    """Return the face as WOFF2, with the characters it really holds."""
    # The time of the last change stays that of the source: the same bytes every time.
    font = TTFont(packages / face.source, recalcTimestamp=False)
    if "smcp" in face.features:
        drop_small_capitals(font, SMALL_CAPITALS_OF)
    options = Options()
    options.layout_features = list(face.features)
    options.hinting = False  # screens that need hints make their own; they are a third of the file
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "DSIG", "STAT", "meta", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, face.characters)))
    subsetter.subset(font)
    rename(font, face)
    held = frozenset(map(chr, font.getBestCmap() or ()))
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), held


def ranges(held: Iterable[str]) -> list[str]:
    """Return characters as a list of code points and ranges of them, as CSS writes them."""
    found: list[list[int]] = []
    for point in sorted(map(ord, held)):
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return [f"U+{a:04X}" if a == b else f"U+{a:04X}-{b:04X}" for a, b in found]


def covered(root: Path) -> frozenset[str]:
    """Return the characters that the published faces hold, as their list says."""
    by_file: Mapping[str, list[str]] = json.loads((root / COVERAGE).read_text(encoding="utf-8"))
    held: set[str] = set()
    for written in (each for listed in by_file.values() for each in listed):
        first, _, last = written.removeprefix("U+").partition("-")
        held.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(held)


def uncovered(root: Path) -> frozenset[str]:
    """Return the characters of the sources that no published face holds."""
    return characters(root) - covered(root)


def write(root: Path) -> Iterator[str]:
    """Write the faces, their licences and the list of what they hold; yield a line for each."""
    packages, target = root / PACKAGES, root / FONTS
    target.mkdir(parents=True, exist_ok=True)
    coverage: dict[str, list[str]] = {}
    weights = dict.fromkeys(BUDGET, 0)
    printed = characters(root)
    for face in faces(printed):
        content, held = cut(face, packages)
        (target / face.file).write_bytes(content)
        coverage[face.file] = ranges(held)
        weights[face.family] += len(content)
        yield f"{face.file}: {len(held)} characters, {len(content)} bytes"
    for licence in LICENCES:
        words = (packages / licence.source).read_text(encoding="utf-8")
        (target / licence.file).write_text(words, encoding="utf-8")
    (root / COVERAGE).write_text(json.dumps(coverage, indent=2) + "\n", encoding="utf-8")
    for family, weight in weights.items():
        if weight > BUDGET[family]:
            yield f"{family} weighs {weight} bytes, more than its budget of {BUDGET[family]}"
    if missing := uncovered(root):
        yield f"no font has {' '.join(sorted(missing))}: the reader’s own fonts will show them"


def main(arguments: list[str] | None = None) -> int:
    """Write the fonts, or check that they need not be written again."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=ROOT, help="the edition’s folder")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = parser.parse_args(arguments)
    if options.check:
        missing = " ".join(
            f"{each} (U+{ord(each):04X})" for each in sorted(uncovered(options.root))
        )
        if missing:
            sys.stderr.write(f"not in the fonts yet, run `make fonts`: {missing}\n")
        return 1 if missing else 0
    for line in write(options.root):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
