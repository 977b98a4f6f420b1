"""Libraries that other libraries load in case somebody wants them, and that nobody here does.

Flask-Security loads Authlib for signing in by Google or GitHub, which we do not offer; it works
without, for Authlib is optional to it. Our own provider asks for Authlib when there is one.
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
