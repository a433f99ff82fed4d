"""What was found right before, kept in a file so that it need not be looked up again.

To load the dictionaries of Chinese takes longer than all the rest of a check. What is kept are
fingerprints of what was right, and nothing else: what is wrong is looked up every time, so a report
never depends on the file. It may be thrown away whenever one likes.
"""

from __future__ import annotations

import contextlib
import json
import os
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = ".cache/edition/right.json"


class Remembered:
    """Fingerprints of what is known to be right, in the file of an edition.

    What was right is unknown again when the code or a package changes by which it was found so.
    """

    def __init__(self, root: Path, code: Iterable[Path], packages: Iterable[str]) -> None:
        self._file = root / FILE
        self._before = _read(self._file)
        self._now: set[str] = set()
        self._made_from = _digest([*map(_content, code), *map(_version, packages)])

    def knows(self, *words: str) -> bool:
        """Tell whether these words were found right before."""
        fingerprint = self._fingerprint(words)
        known = fingerprint in self._before
        if known:
            self._now.add(fingerprint)
        return known

    def keep(self, *words: str) -> None:
        """Take note that these words were found right."""
        self._now.add(self._fingerprint(words))

    def write(self) -> None:
        """Write the file, with what was asked for and is right; where it can't be, it is not.

        It is written beside the old one, which it then replaces, so that no other process ever
        reads half of it.
        """
        if self._now == self._before:
            return
        beside = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(sorted(self._now), indent=0), encoding="ascii")
            beside.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)

    def _fingerprint(self, words: Iterable[str]) -> str:
        return _digest([self._made_from, *words])


def _digest(parts: Iterable[str]) -> str:
    return sha256(json.dumps(list(parts)).encode()).hexdigest()


def _content(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _version(package: str) -> str:
    """Return what names the version of an installed package, without loading it.

    It is the folder that installers write beside it, `pypinyin-0.55.0.dist-info`
    (https://packaging.python.org/en/latest/specifications/recording-installed-packages/).
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return ""
    code = Path(spec.origin)
    found = sorted(each.name for each in code.parent.parent.glob(f"{package}-*.dist-info"))
    return " ".join(found) or str(code.stat().st_mtime_ns)


def _read(file: Path) -> frozenset[str]:
    """Return the fingerprints in a file, none where it is not there or holds anything else."""
    try:
        # What is no file, such as a pipe, might be read for ever.
        found = json.loads(file.read_bytes()) if file.is_file() else []
    except (OSError, ValueError, RecursionError):
        return frozenset()
    strings = isinstance(found, list) and all(isinstance(each, str) for each in found)
    return frozenset(found) if strings else frozenset()
