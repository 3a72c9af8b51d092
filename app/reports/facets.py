"""The closed vocabularies of a report. Category codes are data (app.elections.taxonomy)."""

from enum import StrEnum

from app.elections.phases import Phase as Phase


class Knowledge(StrEnum):
    WITNESSED = "witnessed"
    HEARD_FROM_VICTIM = "heard_from_victim"
    HEARD_FROM_WITNESS = "heard_from_witness"
    MEDIA_REPORT = "media_report"
    OFFICIAL_STATEMENT = "official_statement"
    PARTY_CLAIM = "party_claim"


class ReporterType(StrEnum):
    OBSERVER_CITIZEN = "observer_citizen"
    OBSERVER_INTERNATIONAL = "observer_international"
    PARTY_AGENT = "party_agent"
    COMMISSION_MEMBER = "commission_member"
    VOTER = "voter"
    JOURNALIST = "journalist"
    CANDIDATE = "candidate"
    OFFICIAL = "official"
    ANONYMOUS = "anonymous"


class Party(StrEnum):
    """Who did it (`actor_type`) and to whom (`target_type`)."""

    VOTER = "voter"
    CANDIDATE_OR_LEADER = "candidate_or_leader"
    PARTY_SUPPORTER = "party_supporter"
    OBSERVER = "observer"
    COMMISSION = "commission"
    JOURNALIST = "journalist"
    POLICE = "police"
    SECURITY_FORCES = "security_forces"
    LOCAL_OFFICIAL = "local_official"
    CRIMINAL_GROUP = "criminal_group"
    UNKNOWN_INDIVIDUAL = "unknown_individual"
    UNKNOWN_GROUP = "unknown_group"


class Occurrence(StrEnum):
    WILL_OCCUR = "will_occur"
    OCCURRING = "occurring"
    OCCURRED = "occurred"


class PoliceResponse(StrEnum):
    NONE_PRESENT = "none_present"
    PRESENT_INACTIVE = "present_inactive"
    ACTED_AFTER_REQUEST = "acted_after_request"
    ACTED = "acted"
    UNKNOWN = "unknown"


class LocationPrecision(StrEnum):
    """From finest to coarsest."""

    EXACT = "exact"
    STATION = "station"
    SETTLEMENT = "settlement"
    DISTRICT = "district"
    REGION = "region"
    COUNTRY = "country"
    UNKNOWN = "unknown"


class TimePrecision(StrEnum):
    """From finest to coarsest."""

    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    UNKNOWN = "unknown"


HOUR_IS_KNOWN = frozenset({TimePrecision.MINUTE, TimePrecision.HOUR})
DAY_IS_KNOWN = HOUR_IS_KNOWN | {TimePrecision.PART_OF_DAY, TimePrecision.DAY}


class Channel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    SMS = "sms"
    MESSENGER = "messenger"
    MEDIA = "media"
    IMPORT = "import"


class MayRefer(StrEnum):
    YES = "yes"
    NO = "no"
