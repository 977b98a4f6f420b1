"""Settings: changing them, the words of messages, the logo, teams and themes."""
