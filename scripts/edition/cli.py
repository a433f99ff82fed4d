"""The commands."""

from __future__ import annotations

import gc
import io
import sys
from dataclasses import replace
from pathlib import Path

import click

FINE, FINDINGS, FAULT = 0, 1, 3

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of the edition.  [default: this folder]",
)

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="edition")
def edition() -> None:
    """Check, build and look after an annotated edition.

    Every command exits with 0 when all is well, 1 when there are findings, 2 when it was called
    wrongly, and 3 when the fault is our own.
    """


@edition.command()
@root_option
@form_option
def check(root: Path, form: str) -> None:
    """Check everything and report what is not as it should be."""
    from edition import report  # noqa: PLC0415 - what a command needs, it loads
    from edition.read import read_edition  # noqa: PLC0415
    from edition.rules import check as run  # noqa: PLC0415
    from edition.rules.hanzi import remember  # noqa: PLC0415

    # All that is read is kept to the end, so looking for what can be thrown away is time lost.
    gc.disable()
    found = read_edition(root)
    findings = run(found)
    remember(found)
    if form == "json":
        click.echo(report.as_json(findings, found.settings), nl=False)
    else:
        colour = sys.stdout.isatty()
        click.echo(report.as_text(findings, found.settings, colour=colour), nl=False)
    sys.exit(FINDINGS if any(finding.stops for finding in findings) else FINE)


@edition.command()
@root_option
def build(root: Path) -> None:
    """Check, build the site beside the old one, check that, and put it in its place."""
    from edition.publish import publish  # noqa: PLC0415

    sys.exit(FINE if publish(root) else FINDINGS)


@edition.command()
@root_option
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
def serve(root: Path, address: str) -> None:
    """Show the site, built anew whenever a file changes; findings are shown in its pages."""
    from edition.publish import serve as run  # noqa: PLC0415

    run(root, address)


@edition.command()
@root_option
def freeze(root: Path) -> None:
    """Write the ledger: every id that is published, with the fingerprints of its words."""
    from edition import ledger, report  # noqa: PLC0415
    from edition.model import Ledger  # noqa: PLC0415
    from edition.read import LEDGER, read_edition  # noqa: PLC0415
    from edition.rules import check as run  # noqa: PLC0415

    found = read_edition(root)
    # Until 1.0.0 nothing is promised, so what the ledger alone objects to may be frozen.
    promised = ledger.released(found.settings.version)
    judged = found if promised else replace(found, ledger=Ledger())
    findings = [finding for finding in run(judged) if finding.stops]
    if findings:
        click.echo(report.as_text(findings, found.settings), nl=False, err=True)
        sys.exit(FINDINGS)
    (root / LEDGER).write_text(ledger.written(found), encoding="utf-8")
    click.echo(f"{LEDGER}: {len(found.passages)} passages, {len(found.terms)} terms.")


@edition.command()
@root_option
@form_option
def stats(root: Path, form: str) -> None:
    """Print what the edition holds, in numbers."""
    from edition.read import read_edition  # noqa: PLC0415
    from edition.stats import stats as count  # noqa: PLC0415

    numbers = count(read_edition(root))
    if form == "json":
        import json  # noqa: PLC0415

        click.echo(json.dumps(numbers.as_data(), indent=2))
        return
    rows = list(numbers.rows())
    width = max(len(name) for name, _ in rows)
    for name, number in rows:
        click.echo(f"{name:<{width}}  {number}")


def main() -> None:
    """Run the commands; what goes wrong in the tool itself is told apart from findings."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no hanzi shows a mark in their place, and the rest of the report.
            stream.reconfigure(errors="replace")
    try:
        edition()
    except Exception as error:  # noqa: BLE001 - the last line of defence, which tells whose fault it is
        import traceback  # noqa: PLC0415

        traceback.print_exc()
        click.echo(
            f"\nThis is a fault of the tool, not of your files: {error!r}\n"
            "Please report it with the lines above.",
            err=True,
        )
        sys.exit(FAULT)
