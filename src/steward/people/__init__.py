"""The ground floor: who there is, what they may do and for whom (manual 2.1)."""
