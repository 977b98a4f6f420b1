"""Reads about meetings and after: attendance, evaluation, certificates, the report."""
