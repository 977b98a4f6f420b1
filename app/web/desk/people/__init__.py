"""People and organisations across the offer, and the quick search."""

from app.web.desk.people import dossier, finding, merging, organisation

__all__ = ["dossier", "finding", "merging", "organisation"]
