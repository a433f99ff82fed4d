"""The examples of the rules: `tests/rules/<rule>/<what-is-shown>/`.

A case is the tiny edition with some files laid over it; only those stand in its folder. Beside them
may stand:

- `over.txt`, the name of a folder of `tests/` that is laid over the tiny edition before;
- `report.txt`, the report that is expected, to the letter;
- `deleted.txt`, the paths that are taken away, one a line;
- `special.txt`, what a file of a repository can't hold well, one a line:
  `symlink PATH TARGET`, `size PATH BYTES`, `executable PATH`, `bytes PATH OFFSET HEX`, `folder PATH`;
- `site.txt`, for rules on the built site: `PATH`, the words to replace and those to put instead,
  each on a line of its own, and an empty line.

A case whose name ends in `-nope` is one in which the rule has nothing to say.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).parent / "edition"
RULES = Path(__file__).parent / "rules"
# The tiny edition's letter with a made-up Chinese original, over the tiny edition itself.
FACING = Path(__file__).parent / "facing"
OWN = ("report.txt", "over.txt", "deleted.txt", "special.txt", "site.txt")
SILENT = "No findings.\n"


@dataclass(frozen=True)
class Case:
    """One example of one rule."""

    folder: Path

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.folder.parent.name

    @property
    def name(self) -> str:
        """The name of the case, for the list of tests."""
        return f"{self.rule}/{self.folder.name}"

    @property
    def silent(self) -> bool:
        """Tell whether nothing is to be found."""
        return self.folder.name.endswith("-nope")

    @property
    def report(self) -> str:
        """The report that is expected."""
        return (self.folder / "report.txt").read_bytes().decode()

    @property
    def of_site(self) -> bool:
        """Tell whether it is about the built site."""
        return (self.folder / "site.txt").exists()

    def lay(self, root: Path) -> Path:
        """Make the edition of the case in the folder `root`."""
        shutil.copytree(BASE, root)
        for name in self._lines("over.txt"):
            shutil.copytree(BASE.parent / name, root, dirs_exist_ok=True)
        for path in self._lines("deleted.txt"):
            file = root / path
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        for file in sorted(self.folder.rglob("*")):
            path = file.relative_to(self.folder).as_posix()
            if file.is_file() and path not in OWN:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, root / path)
        for line in self._lines("special.txt"):
            _special(root, *line.split(" "))
        return root

    def spoil(self, site: Path) -> None:
        """Change a built site as the case wants it."""
        for block in (self.folder / "site.txt").read_text("utf-8").strip().split("\n\n"):
            path, old, *new = block.split("\n")
            file = site / path
            text = file.read_text("utf-8")
            assert old in text, f"{self.name}: no “{old}” in {path}"
            file.write_text(text.replace(old, "\n".join(new), 1), "utf-8")

    def _lines(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text("utf-8").splitlines() if file.exists() else []


def _special(root: Path, what: str, path: str, *values: str) -> None:
    """Make one thing that a file of a repository can't hold well."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if what == "symlink":
        file.unlink(missing_ok=True)
        file.symlink_to(values[0])
    elif what == "size":
        with file.open("wb") as sparse:
            sparse.truncate(int(values[0]))
    elif what == "executable":
        file.chmod(0o755)
    elif what == "bytes":
        data = bytearray(file.read_bytes())
        offset, new = int(values[0]), bytes.fromhex(values[1])
        data[offset : offset + len(new)] = new
        file.write_bytes(data)
    elif what == "folder":
        file.mkdir(parents=True)
    else:
        raise ValueError(what)


CASES = tuple(Case(folder) for folder in sorted(RULES.glob("*/*")) if folder.is_dir())
