"""The history in sentences: what happened, and who did it."""
