"""The site with nothing kept: every page is made anew. What that costs, only the bench asks."""

from app.web.public.kept import NOTHING_KEPT
from wsgi import app

app.config[NOTHING_KEPT] = True
