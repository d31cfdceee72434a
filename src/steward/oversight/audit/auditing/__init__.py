"""Internal audits: programme, plan, check list, sample, findings, report (manual 2.1.10, 3.4.1)."""
