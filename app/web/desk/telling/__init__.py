"""What is said: messages that left, finding more people, questions and requests that come in."""

from app.web.desk.telling import inquiries, messages, recommendation

__all__ = ["inquiries", "messages", "recommendation"]
