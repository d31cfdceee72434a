"""Who sees and does what: every address, every role, every layer, generated from what is declared."""
