"""Write the golden reports anew: ``python -m tests.report.golden``. Read what changed before it is committed."""

from __future__ import annotations

from dataclasses import replace

from littrack.render.report_json import report_json
from littrack.views.report import read_report
from tests.made_up_nights import two_nights
from tests.report.test_report import GOLDEN, as_html, as_markdown


def main() -> None:
    """Write the three files."""
    db = two_nights()
    found = read_report(db, "made-up")
    db.conn.close()
    assert found is not None
    report = replace(found, version="0.0.0")
    made = {"report.md": as_markdown, "report.html": as_html, "report.json": report_json}
    for name, render in made.items():
        (GOLDEN / name).write_text(render(report), encoding="utf-8")


if __name__ == "__main__":
    main()
