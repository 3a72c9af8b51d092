"""Figures for Prometheus: how much and how fast, in the coarse steps of the log."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

_BATCHES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)

disable_created_metrics()  # type: ignore[no-untyped-call]  # would say when each route was first used


class Metrics:
    """Of one process, since it started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "pollwatch_requests",
            "Answered requests, by route template and bucket of duration.",
            ("method", "route", "status", "took"),
            registry=self.registry,
        )
        self._batches = Histogram(
            "pollwatch_group_commit_reports",
            "Reports that shared one commit.",
            buckets=_BATCHES,
            registry=self.registry,
        )
        self.waiting = Gauge(
            "pollwatch_reports_waiting", "Reports not yet begun to be stored.", registry=self.registry
        )
        self.jobs_due = Gauge("pollwatch_jobs_due", "Jobs whose time has come.", registry=self.registry)
        self.jobs_failed = Gauge("pollwatch_jobs_failed", "Jobs given up.", registry=self.registry)
        self.photos_waiting = Gauge(
            "pollwatch_photos_waiting", "Photos that wait for their store.", registry=self.registry
        )
        self.store_up = Gauge(
            "pollwatch_store_up", "1 while the photo store answers.", registry=self.registry
        )

    def request(self, *, method: str, route: str, status: int, took: str) -> None:
        self._requests.labels(method, route, str(status), took).inc()

    def batch(self, size: int) -> None:
        self._batches.observe(size)
