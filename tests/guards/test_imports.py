"""A web process holds what its pages need, and no library that only few requests use."""

import subprocess
import sys
from pathlib import Path

#: Loaded with the first workbook, logo or QR code; together some 15 MB in each process.
SELDOM_USED = ("openpyxl", "PIL", "qrcode")


def test_a_process_starts_without_what_few_requests_use(here: Path) -> None:
    # Another interpreter, for this one has loaded everything.
    look = f"import sys, app; print([name for name in {SELDOM_USED} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=here, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
