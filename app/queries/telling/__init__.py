"""Reads about messages: what leaves, to whom, when."""
