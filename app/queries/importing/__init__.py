"""Reads about files that are read in."""
