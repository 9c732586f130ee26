"""How fresh the site is: for people, and for monitors."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from datasette.utils.asgi import BadRequest, Response

from littrack.errors import ConfigError
from littrack.health import Status, parse_age
from littrack.store.sources import FAILED
from littrack.times import from_text
from littrack.views.freshness import MAX_AGE, judge
from littrack.web.freshness import current_status
from littrack.web.rendering import render

NEVER = {"cache-control": "no-store"}


async def page(datasette: Any, request: Any) -> Response:
    """``/about/health``."""
    status = await current_status(datasette)
    context = {
        "status": status,
        "freshness": judge(status),
        "canonical": datasette.absolute_url(request, datasette.urls.path("/about/health")),
    }
    response = await render(datasette, request, "health.html", context)
    response.headers.update(NEVER)
    return response


async def json(datasette: Any, request: Any) -> Response:
    """``/-/littrack/health.json``: 200 while every search was answered within ``?max_age=36h``, else 503."""
    max_age = _max_age(request.args.get("max_age"))
    status = await current_status(datasette)
    stale = status.is_stale(max_age)
    shape = health_shape(status, max_age)
    return Response.json(shape, status=503 if stale else 200, headers=NEVER)


def health_shape(status: Status, max_age: timedelta) -> dict[str, Any]:
    """The reply for monitors, version 1. Fields may be added; none is renamed or removed within a version."""
    fresh, last = status.fresh_as_of, status.last_run
    age = from_text(status.at) - from_text(fresh) if fresh else None
    return {
        "version": 1,
        "status": "stale" if status.is_stale(max_age) else "ok",
        "at": status.at,
        "pubmed_answered": fresh,
        "age_seconds": int(age.total_seconds()) if age is not None else None,
        "max_age_seconds": int(max_age.total_seconds()),
        "last_complete_run": status.last_complete,
        "last_run": {"started": last.started, "finished": last.finished, "outcome": last.outcome}
        if last
        else None,
        "running": status.running is not None,
        "searches": [
            {
                "topic": each.topic,
                "name": each.name,
                "answered": each.asked,
                "studies": each.current,
                "failed": each.problem is not None,
            }
            for each in status.searches
        ],
        "studies": asdict(status)["studies"],
        "owed": status.owed,
        "owed_since": status.owed_since,
        "excluded": status.excluded,
        "unreadable": status.quarantined,
        "retracted": status.retracted,
        "claims": status.claims,
        "flags": status.flags,
        "schema": status.schema,
        "sources": [
            {
                "source": each.source,
                "title": each.title,
                "answered": each.answered,
                "failed": each.outcome == FAILED,
                "failures": each.failures,
                "paused_until": each.paused_until,
            }
            for each in status.sources
        ],
    }


def _max_age(text: str | None) -> timedelta:
    if text is None:
        return MAX_AGE
    try:
        return parse_age(text)
    except (ConfigError, OverflowError):
        raise BadRequest("max_age is a number and m, h or d, as in 36h") from None
