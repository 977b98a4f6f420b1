"""Verbs of registrations: seats, waiting list, groups, changes, withdrawal, prices."""
