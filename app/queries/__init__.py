"""Reads across tables, into values of the rules; one round trip a page part."""
