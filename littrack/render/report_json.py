"""The report as JSON: the fields of its dataclasses by their names, absent ones as ``null``. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from littrack.appraise.report import Report, ReportClaim, ReportPool, as_text
from littrack.render.report_document import NOTICE, NOTICE_ADDRESS, standing
from littrack.synthesis.words import conventions, heterogeneity


def report_json(report: Report) -> str:
    """One object, with a line end. Numbers in brackets are those of ``references``."""
    flow = report.flow
    content = {
        "topic": report.topic,
        "title": report.title,
        "article": {
            "title": report.article, "publisher": report.publisher, "url": report.url,
            "description": report.description, "language": report.language,
        },
        "standing": standing(report),
        "pubmed_asked": report.asked,
        "littrack_version": report.version,
        "claims": [_claim(claim) for claim in report.claims],
        "works": [asdict(work) for work in report.works],
        "trials_without_publication": [asdict(trial) for trial in report.trials],
        "flow": {
            **asdict(flow), "listed": flow.listed, "duplicates": flow.duplicates, "not_stored": flow.not_stored,
            "screened": asdict(flow.screened), "included": asdict(flow.included),
            "in_pools": asdict(flow.pooled), "faults": list(flow.faults()),
        },
        "search_record": asdict(report.record),
        "references": [
            {"number": each.number, "study": each.study, "citation": each.plain, "integrity": each.integrity,
             "links": dict(each.links)}
            for each in report.references
        ],
        "notice": f"{NOTICE}: {NOTICE_ADDRESS}",
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _claim(claim: ReportClaim) -> dict[str, Any]:
    verdict = claim.verdict
    return {
        "place": claim.place, "id": claim.id, "parent": claim.parent, "quote": claim.quote,
        "highlight": claim.highlight, "question": claim.question, "kind": claim.kind,
        "verdict": {
            **asdict(verdict), "meaning": verdict.meaning, "certainty_meaning": verdict.certainty_meaning,
        },
        "reason": as_text(claim.reason),
        "would_change": as_text(claim.would_change) or None,
        "pools": [_pool(pool) for pool in claim.pools],
        "evidence": [
            {"number": study.number, "study": study.study, "label": study.label, "stance": study.stance,
             "note": study.note, "design": study.design, "level": study.level, "integrity": study.integrity}
            for study in claim.evidence
        ],
        "worksheet": asdict(claim.worksheet) if claim.worksheet else None,
        "flags": [asdict(flag) for flag in claim.flags],
        "waiting": claim.waiting,
        "searches": list(claim.searches),
        "pubmed_asked": claim.asked,
    }  # fmt: skip


def _pool(pool: ReportPool) -> dict[str, Any]:
    page = asdict(pool.page)
    pooled = pool.pooled
    return {
        **page,
        "findings": [as_text(each) for each in pool.findings],
        "note": as_text(pool.note) or None,
        "conventions": conventions(pooled) if pooled else None,
        "heterogeneity": heterogeneity(pooled) if pooled else None,
        "rows": [
            {"label": row.label, "reference": pool.numbers.get(row.label), "treatment": row.treatment,
             "control": row.control, "effect": row.effect, "weight": row.weight, "derived": row.derived}
            for row in pool.rows
        ],
        "left_out": [
            {"label": each.label, "reference": each.number, "why": as_text(each.why)} for each in pool.left_out
        ],
    }  # fmt: skip
