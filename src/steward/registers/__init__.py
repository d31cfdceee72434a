"""What we keep (manual 6, 8)."""
