"""Rules about the minimum and the decisions about it."""
