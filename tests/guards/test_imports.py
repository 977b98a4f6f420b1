"""A web process holds what its pages need, and no library that only few requests use."""

import os
import subprocess
import sys
from pathlib import Path

#: Loaded with the first workbook, logo or QR code, by a command, by who asks how mail arrives, or
#: where there is a provider or a PostgreSQL; together some 45 MB in each process.
SELDOM_USED = (
    "openpyxl",
    "PIL",
    "qrcode",
    "alembic",
    "mako",
    "app.cli.example",
    "authlib",
    "dns",
    "psycopg",
)


def test_a_process_starts_without_what_few_requests_use(here: Path, tmp_path: Path) -> None:
    # Another interpreter, for this one has loaded everything.
    look = f"""
import sys, wsgi
print([name for name in {SELDOM_USED} if name in sys.modules])
"""
    environ = {"APP_ENV": "testing", "DATABASE_URL": f"sqlite:///{tmp_path / 'site.db'}"}
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=here,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
