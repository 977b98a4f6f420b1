"""Verbs of messages: what leaves, to whom, when."""
