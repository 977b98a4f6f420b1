"""What administrators look after: staff, the settings of the house."""

from app.web.desk.admin import deliverability, overview, sign_in_log, staff

__all__ = ["deliverability", "overview", "sign_in_log", "staff"]
