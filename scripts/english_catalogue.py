"""Fill the English catalogue from its own message ids, which are English sentences.

Without msgstr a plural message falls back to the rule of the language that is asked for; with it,
English is a language like the others and no message of it is ever looked for elsewhere.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po


def fill(catalogue: Catalog) -> None:
    """Let every message of `catalogue` say what its id says, singular and plural."""
    for message in catalogue:
        if message.id:
            message.string = message.id
            message.flags.discard("fuzzy")


def fill_file(path: Path) -> None:
    """Fill the catalogue in the file at `path`, which is rewritten in place.

    Raises babel.messages.pofile.PoFileError when it is no catalogue.
    """
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en", abort_invalid=True)
    fill(catalogue)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0)


if __name__ == "__main__":
    fill_file(Path(sys.argv[1]))
