"""What was agreed to be reported, and the reports. Manual 5.2, 9.1.9."""

from steward.oversight.service_reporting.agreeing.process import REPORT_AGREEMENT
from steward.oversight.service_reporting.issuing.process import SERVICE_REPORT

PROCESSES = (SERVICE_REPORT, REPORT_AGREEMENT)
