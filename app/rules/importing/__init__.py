"""Reading files in: cells in, values or problems out; nothing here opens a file or a table."""
