"""Records disposed of once their retention is over and two have approved (manual 2.2.4)."""
