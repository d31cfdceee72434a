"""Conformity: what the records say of each clause, at any moment (manual 1.2.2, 3.3, 3.4)."""
