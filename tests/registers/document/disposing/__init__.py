"""Records disposed of."""
