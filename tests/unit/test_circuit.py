"""A store that is out is asked by one caller now and then, and by nobody else."""

import pytest

from app.storage.circuit import PAUSE_SECONDS, Circuit
from app.storage.errors import StoreUnavailable


class Service:
    def __init__(self) -> None:
        self.now, self.out, self.probes = 100.0, False, 0

    def probe(self) -> None:
        self.probes += 1
        if self.out:
            raise StoreUnavailable


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def circuit(service: Service) -> Circuit:
    return Circuit(service.probe, lambda: service.now)


def test_nobody_probes_what_works(service: Service, circuit: Circuit) -> None:
    circuit.require_closed()

    assert service.probes == 0


def test_after_a_failure_everybody_is_refused_without_asking(service: Service, circuit: Circuit) -> None:
    circuit.broke()

    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            circuit.require_closed()
    assert service.probes == 0


def test_after_a_pause_one_caller_probes(service: Service, circuit: Circuit) -> None:
    circuit.broke()
    service.out = True
    service.now += PAUSE_SECONDS

    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            circuit.require_closed()
    assert service.probes == 1


def test_one_probe_that_succeeds_opens_the_way_for_all(service: Service, circuit: Circuit) -> None:
    circuit.broke()
    service.now += PAUSE_SECONDS

    for _ in range(3):
        circuit.require_closed()
    assert service.probes == 1
