"""The entry for a web server: `gunicorn wsgi:app`."""

import sys

from dotenv import load_dotenv

from app import create_app
from config import ROOT, SettingError

load_dotenv(ROOT / ".env")

try:
    app = create_app()
except SettingError as error:
    sys.exit(f"Open Aanbod cannot start: {error}")
