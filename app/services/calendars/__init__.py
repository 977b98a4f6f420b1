"""Verbs of calendar entries, and calendars to subscribe to."""
