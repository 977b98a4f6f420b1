"""The measuring bench: `make bench`. See README.md in this folder."""
