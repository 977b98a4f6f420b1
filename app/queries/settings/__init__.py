"""Settings: what was changed last, by whom, and what teams and themes hold."""
