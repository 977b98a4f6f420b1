"""Libraries that other libraries load in case somebody wants them, and that few houses do.

Each is optional to the library that asks for it, and takes its memory in every process:

- Authlib, 6 MB, which Flask-Security loads for signing in by Google or GitHub. We do not offer
  that; our own provider asks for Authlib when there is one.
- psycopg, 9 MB, which Huey loads for a queue in PostgreSQL, also when the queue is a SQLite file.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Let imports within find no library of these names, but for those that are loaded already.

    To Python a name that stands for None in `sys.modules` is a module that does not exist
    (reference, "The module cache").
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None, as documented
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
