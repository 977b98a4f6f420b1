"""Verbs of messages, reminders, calendar entries."""
