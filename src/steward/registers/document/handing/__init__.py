"""Documents in people's hands: numbered copies, receipt, recall, disclosure to third parties (manual 1.4.2-1.4.5)."""
