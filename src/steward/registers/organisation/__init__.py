"""Organisation: who we are and who answers for what (manual 0, 1.1, 2.1)."""
