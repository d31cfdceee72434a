"""The demo company: people, contracts and a year of incidents, all invented."""
