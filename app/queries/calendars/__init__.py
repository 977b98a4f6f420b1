"""Reads about calendar entries, and calendars to subscribe to."""
