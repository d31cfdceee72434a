"""Release management (manual 9)."""
