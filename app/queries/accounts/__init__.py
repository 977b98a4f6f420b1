"""Staff accounts: inviting, the second factor, signing in and its log."""
