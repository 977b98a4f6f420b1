"""Hypothesis for pure rules: many cheap examples, no deadline that a busy machine could miss."""

from hypothesis import settings

settings.register_profile("rules", max_examples=100, deadline=None)
settings.load_profile("rules")
