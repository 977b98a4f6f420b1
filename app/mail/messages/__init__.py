"""The messages: one function each, facts in, a Mail out. Nothing here asks the database.

The name of a function is the `kind` of its mail and the name of its folder in `templates/mail/`.
"""
