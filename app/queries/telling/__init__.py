"""Reads about messages, reminders, calendar entries."""
