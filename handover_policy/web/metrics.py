"""Metrics: figures of the service for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from handover_policy.app.serving.service import Service
from handover_policy.ledger.reading.log import LogAge
from handover_policy.ledger.reading.outbox import Backlog, OutboxLag

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0)
COMPANY = ("company",)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxFigures:
    """How the messages and logs of all companies stand, and how many receivers of decisions are disabled."""

    backlogs: Sequence[Backlog]
    lags: Sequence[OutboxLag]
    disabled: Mapping[str, int]
    logs: Sequence[LogAge]


class Metrics:
    """The figures of one service: requests as they are answered, and of each company what its writer counts."""

    def __init__(self, service: Service) -> None:
        """Take the service."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "handover_requests", "Requests answered.", ("route", "method", "code"), registry=self.registry
        )
        self.seconds = Histogram(
            "handover_request_seconds", "Seconds to answer.", ("route",), buckets=BUCKETS, registry=self.registry
        )
        self.decisions = Counter(
            "handover_decisions",
            "Decisions answered, repeats left out.",
            ("company", "outcome"),
            registry=self.registry,
        )
        self.outbox = self._gauge("outbox", "Messages by state.", "company", "channel", "state")
        self.outbox_lag = self._gauge(
            "outbox_lag_seconds", "How late the oldest message is that is due.", "company", "channel"
        )
        self.disabled = self._gauge("webhooks_disabled", "Receivers of decisions that are told nothing.", *COMPANY)
        self.checkpoint_age = self._gauge(
            "checkpoint_age_seconds", "How long ago the newest checkpoint was made; one is due each day.", *COMPANY
        )
        self.notes = self._gauge(
            "notes_waiting", "Notes, of deliveries say, that the writer has still to make rows of.", *COMPANY
        )
        self.registry.register(_Companies(service))

    def note_outbox(self, found: OutboxFigures) -> None:
        """Take in how messages stand now."""
        for gauge in (self.outbox, self.outbox_lag, self.disabled, self.checkpoint_age, self.notes):
            gauge.clear()
        for each in found.backlogs:
            self.outbox.labels(each.company, each.channel, each.state).set(each.messages)
        for lag in found.lags:
            self.outbox_lag.labels(lag.company, lag.channel).set(lag.seconds)
        for company, count in found.disabled.items():
            self.disabled.labels(company).set(count)
        for log in found.logs:
            self.notes.labels(log.company).set(log.waiting)
            self.checkpoint_age.labels(log.company).set(log.age)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"handover_{name}", says, labels, registry=self.registry)

    def written(self) -> bytes:
        """Return the figures in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Companies(Collector):
    """Reads what each company's writer has counted, whenever somebody asks."""

    def __init__(self, service: Service) -> None:
        """Take the service."""
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of all companies."""
        events = CounterMetricFamily("handover_events", "Events decided and stored, repeats included.", labels=COMPANY)
        batches = CounterMetricFamily("handover_batches", "Transactions of writers.", labels=COMPANY)
        failures = CounterMetricFamily("handover_write_failures", "Transactions that failed.", labels=COMPANY)
        ticks = CounterMetricFamily("handover_ticks", "Clock events told.", labels=COMPANY)
        waiting = GaugeMetricFamily("handover_events_waiting", "Events that wait for the writer.", labels=COMPANY)
        attempts = CounterMetricFamily(
            "handover_delivery_attempts",
            "Attempts to deliver a message, by this process.",
            labels=("company", "channel", "outcome"),
        )
        reports = CounterMetricFamily(
            "handover_inbound_reports",
            "Reports that vendors told by themselves, and what came of them in this process.",
            labels=("company", "inbound", "outcome"),
        )
        lag = GaugeMetricFamily("handover_clock_lag_seconds", "How late the clock is to tell its time.", labels=COMPANY)
        for company in self._service.companies.values():
            counted, names = company.lane.counters, (company.id,)
            events.add_metric(names, counted.events)
            batches.add_metric(names, counted.batches)
            failures.add_metric(names, counted.failures)
            ticks.add_metric(names, counted.ticks)
            waiting.add_metric(names, company.lane.waiting)
            lag.add_metric(names, clock_lag(company.lane.schedule.at, self._service.now().timestamp()))
            for family, counter in ((attempts, counted.attempts), (reports, counted.reports)):
                for told, count in tuple(counter.items()):
                    family.add_metric((company.id, *told), count)
        yield from (events, batches, failures, ticks, waiting, lag, attempts, reports)


def clock_lag(due: float | None, now: float) -> float:
    """Return how many seconds a clock event is late; 0 where none is due."""
    return 0.0 if due is None else max(0.0, now - due)
