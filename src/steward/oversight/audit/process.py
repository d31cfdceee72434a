"""What shows that the system works and gets better: audits and nonconformities. Manual 3.4."""

from steward.oversight.audit.auditing.process import AUDIT
from steward.oversight.audit.correcting.process import NONCONFORMITY

PROCESSES = (AUDIT, NONCONFORMITY)
