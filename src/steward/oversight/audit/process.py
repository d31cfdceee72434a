"""What shows that the system works and gets better: audits, nonconformities, reviews, improvements. Manual 3.4."""

from steward.oversight.audit.auditing.process import AUDIT
from steward.oversight.audit.correcting.process import NONCONFORMITY
from steward.oversight.audit.external.process import EXTERNAL_AUDIT
from steward.oversight.audit.improving.process import IMPROVEMENT
from steward.oversight.audit.performing.process import PERFORMANCE_REPORT
from steward.oversight.audit.reviewing.process import MANAGEMENT_REVIEW

PROCESSES = (AUDIT, EXTERNAL_AUDIT, NONCONFORMITY, MANAGEMENT_REVIEW, IMPROVEMENT, PERFORMANCE_REPORT)
