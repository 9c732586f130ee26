"""How long the commands take to begin: ``littrack --help`` beside its peers, best and median of 15 runs.

python -m benchmarks.startup
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from benchmarks.nights import measure, table

RUNS = 15
BIN = Path(sys.executable).parent
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "littrack --help": [str(BIN / "littrack"), "--help"],
    "littrack refresh --help": [str(BIN / "littrack"), "refresh", "--help"],
    "sqlite-utils --help": [str(BIN / "sqlite-utils"), "--help"],
    "datasette --help": [str(BIN / "datasette"), "--help"],
}


def main() -> None:
    """Print the table."""
    rows = []
    for name, command in COMMANDS.items():
        if not Path(command[0]).exists():
            continue
        walls = [measure(command).wall * 1000 for _ in range(RUNS)]
        rows.append([name, f"{min(walls):.0f}", f"{statistics.median(walls):.0f}"])
    print(f"\nStart-up, {RUNS} runs\n\n{table(['command', 'best ms', 'median ms'], rows)}")


if __name__ == "__main__":
    main()
