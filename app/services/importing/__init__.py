"""Reading files in: the file, the dry run, and writing all of it or nothing."""
