"""Entry of `make bench`: `python bench/run.py [--quick]`."""

import sys
from pathlib import Path

# Called by its path, Python looks for modules in this folder, where `bench` itself is not.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.main import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
