"""Verbs of people and organisations across the offer."""
