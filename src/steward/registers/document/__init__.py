"""Documents under control: the register in four layers and the editions of each (manual 1.4, 2.2, 10)."""
