"""A corpus of any size, made from a seed, as an edition that passes the check."""

import hashlib
import json
import random
from pathlib import Path

SENTENCES = 5
WORDS = [
    "committee",
    "report",
    "season",
    "harvest",
    "district",
    "meeting",
    "letter",
    "comrade",
    "office",
    "factory",
    "village",
    "method",
    "question",
    "paper",
    "leader",
    "worker",
    "teacher",
    "reader",
    "result",
    "plan",
    "county",
    "army",
    "city",
    "school",
    "member",
    "group",
]


def write(root: Path, paragraphs: int, terms: int, seed: int = 1957) -> None:
    """Write an edition with so many paragraphs of five sentences, each with a term reference."""
    chance = random.Random(seed)  # noqa: S311 - words to measure with, no secret
    for folder in ("docs/text", "docs/annotations", "glossary"):
        (root / folder).mkdir(parents=True)
    names = [f"term-{number}" for number in range(terms)]
    for number, name in enumerate(names):
        entry = _entry(number, names[(number + 1) % terms])
        (root / "glossary" / f"{name}.md").write_text(entry, encoding="utf-8")
    text, witness = _text(chance, paragraphs, terms)
    (root / "docs/text/long.witness.txt").write_text(witness, encoding="utf-8")
    sha = hashlib.sha256(witness.encode()).hexdigest()
    front = (
        f"title: Long\ndate: 1 May 1957\nissuer: Nobody\nlanguage: en\nsource: long\nsha256: {sha}"
    )
    head = f"---\n{front}\nwitness: long.witness.txt\ntitle_line: 1\ndate_line: 2\n"
    head += f"text_lines: 4-{3 + paragraphs}\n---\n\n"
    (root / "docs/text/long.md").write_text(head + text, encoding="utf-8")
    record = {"id": "long", "type": "book", "title": "Long"}
    (root / "docs/references.json").write_text(json.dumps([record]), encoding="utf-8")
    (root / "docs/contributors.yml").write_text("editors: The editors\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text("site_name: Long\nextra:\n  edition:\n    version: 0.1.0\n")


def _entry(number: int, other: str) -> str:
    return f"""---
term: notion {number}
hanzi: 观念
traditional: 觀念
pinyin: guānniàn
literal: view and thought
rendering: notion {number}
wording: absent
gloss: A thing that is thought of here for the sake of measuring.
see:
  - {other}
author: editors
date: 2026-11-24
status: draft
---

It stands in a long text [@long].
"""


def _text(chance: random.Random, paragraphs: int, terms: int) -> tuple[str, str]:
    blocks: list[str] = []
    lines = ["Long", "1 May 1957", ""]
    for number in range(1, paragraphs + 1):
        marked: list[str] = []
        bare: list[str] = []
        for chosen in chance.sample(range(terms), SENTENCES):
            before, after = (" ".join(chance.choices(WORDS, k=3)) for _ in range(2))
            marked.append(f"The {before} [notion {chosen}](term:term-{chosen}) {after}.")
            bare.append(f"The {before} notion {chosen} {after}.")
        blocks.append("\n".join([*marked, f"{{#p{number}}}"]))
        lines.append(" ".join(bare))
    return "\n\n".join(blocks) + "\n", "\n".join(lines) + "\n"
