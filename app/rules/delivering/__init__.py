"""Whether mail arrives: what a domain says about its mail, and the way to the mail server."""
