"""The audit pack: one file that shows every clause with its evidence as of a moment, without us (manual 1.2.2)."""
