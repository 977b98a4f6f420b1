"""Reads about registrations: seats, waiting list, groups, changes, withdrawal, prices."""
