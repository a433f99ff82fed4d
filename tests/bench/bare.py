"""The floor: a bare markdown-it-py pass over the same files, and nothing more."""

import sys
from pathlib import Path

from markdown_it import MarkdownIt

parser = MarkdownIt("commonmark")
for folder in ("glossary", "docs"):
    for file in sorted(Path(sys.argv[1], folder).rglob("*.md")):
        parser.parse(file.read_text(encoding="utf-8"))
