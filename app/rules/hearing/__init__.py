"""Rules about mail that comes in: answers to invitations, and what did not arrive."""
