"""What we do: one package a process (manual 5 to 9)."""
