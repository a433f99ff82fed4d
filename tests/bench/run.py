"""`make bench`: our check and our build beside a rival on the same work, interleaved.

Every figure is of a whole process: the median of several runs, and the largest memory.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import corpus  # noqa: E402 - the path above is what finds it

BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
CHECK = [sys.executable, "-m", "edition", "check", "--root"]
BUILD = [sys.executable, "-m", "edition", "build", "--root"]
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file"]


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    megabytes: float


def timed(command: list[str]) -> Run:
    """Run a command to its end.

    Raises CalledProcessError where it fails.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    # Linux counts kilobytes, macOS bytes.
    return Run(seconds, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


def pair(ours: list[str], theirs: list[str], runs: int) -> tuple[list[Run], list[Run]]:
    """Run two commands in turn, after one run of each that is not counted."""
    timed(ours)
    timed(theirs)
    both = [(timed(ours), timed(theirs)) for _ in range(runs)]
    return [one for one, _ in both], [other for _, other in both]


def row(table: Table, work: str, rival: str, runs: tuple[list[Run], list[Run]]) -> float:
    """Add a line of figures; return the median of our seconds."""
    ours, theirs = runs
    seconds = [statistics.median(run.seconds for run in one) for one in runs]
    memory = [max(run.megabytes for run in one) for one in runs]
    ratio = statistics.median(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True))
    table.add_row(
        work,
        f"{seconds[0]:.2f} s",
        f"{memory[0]:.0f} MB",
        rival,
        f"{seconds[1]:.2f} s",
        f"{memory[1]:.0f} MB",
        f"{ratio:.2f}",
    )
    return seconds[0]


def ready_made(folder: Path) -> Path:
    """Write our pages, their HTML ready-made, as an MkDocs project without our plugin.

    Returns its configuration: the same theme on the same pages, which is the bare engine's work.
    """
    sys.path.insert(0, str(ROOT / "scripts"))
    from edition.addresses import page_of  # noqa: PLC0415
    from edition.cite import bibliography  # noqa: PLC0415
    from edition.pages import pages  # noqa: PLC0415
    from edition.read import read_edition  # noqa: PLC0415

    shutil.copytree(ROOT / "docs", folder / "docs")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("  - edition\n", "")
    config = config[: config.index("exclude_docs:")] + config[config.index("theme:") :]
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    edition = read_edition(ROOT)
    shutil.rmtree(folder / "docs/text")
    shutil.rmtree(folder / "docs/annotations")
    for page in pages(edition, bibliography(edition)):
        place = folder / "docs" / page_of(page.address)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"---\ntitle: x\n---\n\n{page.html}", encoding="utf-8")
    return folder / "mkdocs.yml"


def main() -> None:
    """Measure and print the table."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    table = Table(
        "work", "ours", "memory", "beside", "it", "memory", "ratio", title="whole processes"
    )
    with tempfile.TemporaryDirectory() as made:
        here = Path(made)
        bare = "bare markdown-it-py"
        row(table, "check of this edition", bare, pair([*CHECK, str(ROOT)], [*BARE, str(ROOT)], 9))
        taken = []
        for paragraphs in (2_500, 10_000):
            folder = here / str(paragraphs)
            corpus.write(folder, paragraphs, terms=500)
            commands = ([*CHECK, str(folder)], [*BARE, str(folder)])
            work = (
                f"check of {paragraphs:,} paragraphs, {paragraphs * corpus.SENTENCES:,} references"
            )
            taken.append(row(table, work, bare, pair(*commands, 3)))
        copy = here / "copy"
        copy.mkdir()
        for name in ("docs", "glossary"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "mkdocs.yml", copy)
        plain = here / "plain"
        plain.mkdir()
        commands = ([*BUILD, str(copy)], [*MKDOCS, str(ready_made(plain))])
        row(table, "build of this edition", "MkDocs, pages ready-made", pair(*commands, 3))
    Console(width=120).print(table)
    print(f"Four times the text takes {taken[1] / taken[0]:.1f} times as long.")  # noqa: T201


if __name__ == "__main__":
    # The largest memory of a child counts, so none may inherit what this process holds.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
