"""Verbs of the minimum and the decisions about it."""
