"""Papers: facts in, the bytes of a PDF out. Nothing here asks the database."""
