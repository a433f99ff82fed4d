"""The one door to MkDocs: it refuses what is wrong, and brings the edition's pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel
from selectolax.lexbor import LexborHTMLParser

from edition import report
from edition.addresses import of_file, page_of
from edition.cite import bibliography
from edition.pages import Made, Press, all_pages
from edition.read import read_edition
from edition.render import Here
from edition.rules import check
from edition.termlinks import TermLinks

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from edition.model import Edition


class Options(Config):
    """The plugin's options in `mkdocs.yml`: none, for the edition's own files say everything."""


class EditionPlugin(BasePlugin[Options]):
    """Checks the edition before anything of an older site is touched, and adds its pages."""

    def __init__(self) -> None:
        super().__init__()
        self._serving = False
        self._edition: Edition
        self._press: Press
        self._made: dict[str, Made] = {}
        self._banner = ""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether the site is served: then findings are shown in its pages."""
        del dirty
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the edition; refuse to build it where there is an error.

        MkDocs empties the site's folder later, so the old site stays where this refuses.
        Raises PluginError, at which MkDocs stops with status 1.
        """
        if not config.use_directory_urls:
            msg = "the addresses of the edition are folders: use_directory_urls must stay on"
            raise PluginError(msg)
        self._edition = read_edition(Path(config.config_file_path).parent)
        findings = [finding for finding in check(self._edition) if finding.stops]
        text = report.as_text(findings, self._edition.settings)
        if findings and not self._serving:
            msg = f"nothing was published.\n\n{text}"
            raise PluginError(msg)
        works = bibliography(self._edition)
        self._press = Press(self._edition, works)
        self._banner = str(self._press.banner(text)) if findings else ""
        self._made = {page_of(page.address): page for page in all_pages(self._press)}
        config.markdown_extensions.append(TermLinks(self._edition, works))  # type: ignore[arg-type]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the edition's pages; the source of the text gives way to its page."""
        for path in self._made:
            source = files.get_file_from_path(path)
            if source:
                files.remove(source)
            # `exclude_docs` keeps the sources of these pages out; the pages are meant.
            file = File.generated(config, path, content="", inclusion=InclusionLevel.INCLUDED)
            files.append(file)
        return files

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Give a page of ours its title and description."""
        del config, files
        made = self._made.get(page.file.src_uri)
        if made:
            page.meta = {"title": made.title, "description": made.description}
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put in the HTML of a page of ours, or the cards of what another links to."""
        del config, files
        made = self._made.get(page.file.src_uri)
        if made:
            html = str(made.html)
            found = LexborHTMLParser(html).css("[id]")
            page.present_anchor_ids = {node.attributes.get("id") or "" for node in found}
        else:
            html += self._cards(f"docs/{page.file.src_uri}")
        return self._banner + html

    def _cards(self, path: str) -> str:
        """Return the cards for a prose page, given its path."""
        for page in self._edition.pages:
            if page.source.path == path:
                return str(self._press.cards(Here(of_file(path)), page.body.links))
        return ""

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Watch what lies outside `docs/` too: the glossary, and the templates."""
        del builder
        root = Path(config.config_file_path).parent
        for folder in (root / "glossary", Path(__file__).parent):
            if folder.is_dir():
                server.watch(os.fspath(folder))
        return server
