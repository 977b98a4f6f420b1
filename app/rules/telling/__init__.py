"""Rules about messages: what leaves, to whom, when."""
