"""Where chapters meet for those who work on them (manual 7.1)."""
