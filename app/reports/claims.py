"""Who is working on which report."""

from typing import Final

from app.reports.leases import Leases
from app.reports.models import Claim, Report

REPORTS: Final = Leases(Claim, Claim.report_id, Report.id)
find, require, take, release, held = (
    REPORTS.find, REPORTS.require, REPORTS.take, REPORTS.release, REPORTS.held,
)  # fmt: skip
