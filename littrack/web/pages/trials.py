"""Registered trials: the list, one by one, and both as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from littrack.views.study import REGISTRIES
from littrack.views.trial import TrialPage, read_trial, trial_facts, trial_summary
from littrack.views.trials import TopicTrials, read_trials
from littrack.web.addresses import plain_path, study_path, trial_path
from littrack.web.rendering import render, shelved

OPEN = {"access-control-allow-origin": "*"}


async def page(datasette: Any, request: Any) -> Response:
    """``/trials``."""

    async def show(topics: tuple[TopicTrials, ...]) -> Response:
        context = {
            "topics": topics,
            **_paths(datasette),
            "canonical": datasette.absolute_url(request, datasette.urls.path("/trials")),
        }
        return await render(datasette, request, "trials.html", context)

    return await shelved(datasette, request, read_trials, show)


async def one(datasette: Any, request: Any) -> Response:
    """``/trials/ID``: a person's entry and the registry's record side by side."""

    async def show(found: TrialPage) -> Response:
        own = datasette.urls.path(trial_path(found.line.id))
        context = {
            "page": found,
            "trial": found.line,
            **_paths(datasette),
            "canonical": datasette.absolute_url(request, own),
            "json_path": datasette.urls.path(f"/-/littrack/api/v1{trial_path(found.line.id)}.json"),
        }
        return await render(datasette, request, "trial.html", context)

    return await shelved(datasette, request, _question(request), show)


async def facts(datasette: Any, request: Any) -> Response:
    """``/-/littrack/api/v1/trials.json``."""

    async def show(topics: tuple[TopicTrials, ...]) -> Response:
        body = {
            "topics": [
                {
                    "id": topic.topic,
                    "title": topic.title,
                    "trials": [_summary(datasette, each) for each in topic.trials],
                    "found_by_registry_queries": [
                        _summary(datasette, each) for each in topic.found
                    ],
                }
                for topic in topics
            ]
        }
        return Response.json(body, headers=OPEN)

    return await shelved(datasette, request, read_trials, show)


async def facts_of(datasette: Any, request: Any) -> Response:
    """``/-/littrack/api/v1/trials/ID.json``."""

    async def show(found: TrialPage) -> Response:
        path = plain_path(datasette, trial_path(found.line.id))
        return Response.json(trial_facts(found, path), headers=OPEN)

    return await shelved(datasette, request, _question(request), show)


def _question(request: Any) -> Callable[[Database], TrialPage]:
    wanted = unquote(request.url_vars["trial"])

    def ask(db: Database) -> TrialPage:
        found = read_trial(db, wanted)
        if found is None:
            raise NotFound(f"No registered trial is called {wanted[:100]}.")
        return found

    return ask


def _summary(datasette: Any, line: Any) -> dict[str, object]:
    return trial_summary(line, plain_path(datasette, trial_path(line.id)))


def _paths(datasette: Any) -> dict[str, Any]:
    return {
        "registry_address": registry_address,
        "study_path": lambda study: datasette.urls.path(study_path(study)),
        "trial_path": lambda trial: plain_path(datasette, trial_path(trial)),
    }


def registry_address(number: str) -> str | None:
    """Where the registry shows a trial, if it has a page for each."""
    for start, address in REGISTRIES:
        if number.upper().startswith(start.upper()):
            return address.format(quote(number, safe=""))
    return None
