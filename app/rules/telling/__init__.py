"""Rules about messages, reminders, calendar entries."""
