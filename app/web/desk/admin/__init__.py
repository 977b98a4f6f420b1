"""What administrators look after: staff, the settings of the house."""

from app.web.desk.admin import overview

__all__ = ["overview"]
