"""How we know: conformity, audits, reviews; asks the chapters below by their declarations and queries alone."""
