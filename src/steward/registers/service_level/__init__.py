"""Service level management (manual 6.1)."""
