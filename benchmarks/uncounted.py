"""The service of P17's other side: it takes reports, and counts none. Takes what `pollwatch` takes."""

from app.reports import history
from benchmarks.service import run

if __name__ == "__main__":
    history.received = lambda *_: None
    run()
