"""Many records of a kind changed at once: chosen, checked, run, taken back (manual 5.5)."""
