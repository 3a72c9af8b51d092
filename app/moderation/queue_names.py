"""The queues by name: of reports that wait, and of incidents by the step that is next. Pure."""

from enum import StrEnum


class ReportQueue(StrEnum):
    ALL = "all"
    NEW = "new"
    HAPPENING = "happening"
    NEEDS_INFO = "needs_info"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    SNOOZED = "snoozed"
    MINE = "mine"
    ASSIGNED = "assigned"


class IncidentQueue(StrEnum):
    VERIFY = "verify"
    SECOND_CHECK = "second_check"
    REDACTION_REVIEW = "redaction_review"
    PUBLISH = "publish"
