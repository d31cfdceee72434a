"""Configuration management (manual 8.1)."""
