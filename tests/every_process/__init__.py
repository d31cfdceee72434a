"""What every process inherits by being declared: these tests ask the table of contents."""
