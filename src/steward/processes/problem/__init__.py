"""Problem management (manual 7.3)."""
