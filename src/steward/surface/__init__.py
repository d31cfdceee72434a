"""List, page, form, move, REST and export of any process; it knows no chapter."""
