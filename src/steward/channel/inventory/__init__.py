"""Inventories of other systems as tables of places, items and relations (manual 8.1.2)."""
