"""Check, let MkDocs build beside the old site, check what it built, and put it in its place."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from edition import report
from edition.read import read_edition
from edition.rules import check
from edition.rules.hanzi import remember
from edition.rules.site import check_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edition.findings import Finding
    from edition.model import Edition, Settings

SITE = "site"


def publish(root: Path) -> bool:
    """Build the site of the edition in `root` into `site/`.

    Returns whether it was published; where it was not, the findings are printed and the site that
    was there before is untouched.
    """
    edition = read_edition(root)
    findings = check(edition)
    remember(edition)
    if _stopped(findings, edition):
        return False
    with tempfile.TemporaryDirectory(prefix=".site-", dir=root) as folder:
        made = Path(folder, SITE)
        if not _build(root, made, edition.settings):
            return False
        built = check_site(edition, made)
        if _stopped(built, edition):
            return False
        _swap(made, root / SITE, Path(folder, "old"))
    files = sum(1 for file in (root / SITE).rglob("*") if file.is_file())
    click.echo(f"{SITE}/: {files} files. {report.summary([*findings, *built])}")
    return True


def _stopped(findings: Sequence[Finding], edition: Edition) -> bool:
    """Print the findings, and tell whether one of them stops publication."""
    if findings:
        colour = sys.stderr.isatty()
        click.echo(report.as_text(findings, edition.settings, colour=colour), err=True, nl=False)
    stopped = any(finding.stops for finding in findings)
    if stopped:
        click.echo("Nothing was published; the site is as it was.", err=True)
    return stopped


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which MkDocs runs.

    Its dates are the edition's, so that two builds of one commit are the same; Material's notice
    about the future of MkDocs is no part of our output.
    """
    found = dict(os.environ, NO_MKDOCS_2_WARNING="1")
    # A date that is none is the rule `bad-date`’s to tell; a site that is served shows it.
    with contextlib.suppress(ValueError):
        day = datetime.fromisoformat(settings.date).replace(tzinfo=UTC)
        found["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    return found


def _build(root: Path, made: Path, settings: Settings) -> bool:
    """Let MkDocs build into a folder, strictly; what it says is printed.

    Returns whether it did; raises RuntimeError where it broke down.
    """
    # Not `--quiet`: MkDocs then hears no warning either, and `--strict` finds nothing to refuse.
    done = subprocess.run(  # noqa: S603 - our own interpreter, and no word of a stranger's
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", made.resolve()],
        cwd=root,
        env=environment(settings),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    said = (done.stdout + done.stderr).strip()
    if "Traceback (most recent call last)" in said:
        # No finding, but a fault of the tool or of a library: the caller tells the two apart.
        raise RuntimeError(said)
    if done.returncode:
        told = [line for line in said.splitlines() if not line.startswith("INFO")]
        click.echo("\n".join([*told, "MkDocs refused; nothing was published."]), err=True)
    return done.returncode == 0


def _swap(made: Path, site: Path, old: Path) -> None:
    """Put a site in the place of the old one, which is put back if that fails."""
    if site.exists():
        site.rename(old)
    try:
        made.rename(site)
    except OSError:
        if old.exists():
            old.rename(site)
        raise
    if old.exists():
        shutil.rmtree(old)


def serve(root: Path, address: str) -> NoReturn:
    """Become MkDocs, which serves the site on an address such as `127.0.0.1:8000`.

    The process is replaced, so that whoever stops it stops the server too.
    """
    settings = read_edition(root).settings
    config = str(root / "mkdocs.yml")
    command = ["-m", "mkdocs", "serve", "--config-file", config, "--dev-addr", address]
    os.execve(  # noqa: S606 - our own interpreter; no shell reads the address
        sys.executable, [sys.executable, *command], environment(settings)
    )
