"""Verbs of meetings and after: attendance, evaluation, certificates, the report."""
