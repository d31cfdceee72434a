"""Change management (manual 8.2)."""
