"""``make demo STAND_IN=1``: the demonstration against the stand-in, for a machine without a way to PubMed.

The stand-in serves records made from the bibliographic facts of the bundled works, and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from tests.eutils import StandIn
from tests.eutils.minimal import from_evidence

EVIDENCE = Path(__file__).parents[2] / "queries" / "botox-depression" / "evidence.yaml"


def main() -> int:
    """Serve the records on loopback and run ``littrack demo`` with the same arguments."""
    with StandIn(from_evidence(EVIDENCE)) as ncbi:
        print("Not PubMed: a stand-in on this machine, holding the bundled works only.", flush=True)
        environment = {**os.environ, "LITTRACK_EUTILS_URL": ncbi.url, "LITTRACK_SOURCES": "none"}
        command = [sys.executable, "-m", "littrack", "demo", *sys.argv[1:]]
        with (
            subprocess.Popen(command, env=environment) as demo,
            contextlib.suppress(KeyboardInterrupt),
        ):
            return demo.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
