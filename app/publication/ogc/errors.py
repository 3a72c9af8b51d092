"""Refusals under `/ogc`, where the standard demands 400 (OGC 17-069r4, 7.3)."""

from app.core.errors import AppError, NotFound


class BadQuery(AppError):
    """`errors` as in `UnknownParameter`: each names a parameter and what it should be."""

    status = 400
    code = "bad-query"
    title = "This parameter or value is not known"


class CollectionNotFound(NotFound):
    code = "collection-not-found"
    title = "No such collection"


class FeatureNotFound(NotFound):
    code = "feature-not-found"
    title = "No such feature"
