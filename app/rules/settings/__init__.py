"""Settings: which an administrator may change, how a value is written, colours, own words."""
