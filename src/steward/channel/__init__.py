"""Where other systems and people reach us: notices, histories of other systems."""
