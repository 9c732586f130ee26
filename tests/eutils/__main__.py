"""Run the stand-in from a shell: ``python -m tests.eutils --records FILE… --rate 3 --faults 0.1``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.eutils import QUICK_FAULTS, Fault, Faults, StandIn, from_evidence


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.eutils", description=__doc__)
    parser.add_argument("--records", nargs="+", type=Path, default=[], metavar="PATH")
    parser.add_argument(
        "--evidence", type=Path, metavar="FILE", help="make records of an evidence.yaml"
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--rate", type=int, help="requests a second without a key (default: no limit)"
    )
    parser.add_argument(
        "--faults", type=float, default=0.0, metavar="SHARE", help="share of requests"
    )
    parser.add_argument(
        "--kinds", nargs="+", choices=[fault.name for fault in Fault], metavar="FAULT"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--day", help="its date, YYYY-MM-DD (default: today)")
    return parser.parse_args()


def main() -> int:
    """Serve until Ctrl-C or SIGTERM. The first line printed is the base URL, nothing else on it."""
    args = _arguments()
    kinds = [Fault[name] for name in args.kinds] if args.kinds else QUICK_FAULTS
    records: list[Path | bytes] = [*args.records]
    if args.evidence:
        records += from_evidence(args.evidence)
    faults = Faults(args.faults, seed=args.seed, kinds=kinds)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with StandIn(records, rate=args.rate, faults=faults, day=args.day, port=args.port) as ncbi:
        print(ncbi.url, flush=True)
        print(f"{len(ncbi.pmids):,} records; stop with Ctrl-C", file=sys.stderr, flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
