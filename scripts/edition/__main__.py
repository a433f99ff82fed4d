"""`python -m edition`: the commands, where the script of that name is not at hand."""

from edition.cli import main

main()
