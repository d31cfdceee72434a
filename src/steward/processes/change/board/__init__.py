"""The advisory board: changes discussed, voted on and concluded in a meeting (manual 8.2.1)."""
