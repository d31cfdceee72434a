"""A report from its draft to its reader (manual 5.2.2, 5.2.5)."""
