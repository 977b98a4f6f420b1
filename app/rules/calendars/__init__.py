"""Rules about calendar entries, and calendars to subscribe to."""
