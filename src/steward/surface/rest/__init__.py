"""REST: the same acts, rules and sentences as the pages, under /api/v1/, from each process's declaration."""
