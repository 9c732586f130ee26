"""Made-up trials in the shape of the registry's API, and a registry that answers from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def made_up_trial(number: int, **changes: Any) -> dict[str, Any]:
    """A trial that nobody registered. ``changes``: status, why, started, ended, results, pmids, outcome, people, alias."""
    nct = f"NCT9{number:07}"
    status: dict[str, Any] = {
        "overallStatus": changes.get("status", "COMPLETED"),
        "startDateStruct": {"date": changes.get("started", "2015-01"), "type": "ACTUAL"},
        "primaryCompletionDateStruct": {
            "date": changes.get("ended", "2016-01-31"),
            "type": changes.get("date_type", "ACTUAL"),
        },
        "studyFirstPostDateStruct": {"date": "2014-12-01", "type": "ACTUAL"},
        "lastUpdatePostDateStruct": {
            "date": changes.get("updated", "2016-03-01"),
            "type": "ACTUAL",
        },
    }
    if "why" in changes:
        status["whyStopped"] = changes["why"]
    if "results" in changes:
        status["resultsFirstPostDateStruct"] = {"date": changes["results"], "type": "ACTUAL"}
    named: dict[str, Any] = {"nctId": nct, "briefTitle": f"Made-up trial {number}"}
    if "alias" in changes:
        named["nctIdAliases"] = [changes["alias"]]
    outcome = changes.get("outcome", "Made-up score")
    references = [{"pmid": pmid, "type": kind} for kind, pmid in changes.get("references", ())]
    return {
        "protocolSection": {
            "identificationModule": named,
            "statusModule": status,
            "conditionsModule": {"conditions": ["Made-up sadness"]},
            "designModule": {
                "phases": changes.get("phases", ["PHASE2"]),
                "enrollmentInfo": {"count": changes.get("people", 40), "type": "ACTUAL"},
            },
            "armsInterventionsModule": {"interventions": [{"name": "Made-up pill"}]},
            "outcomesModule": {"primaryOutcomes": [{"measure": outcome, "timeFrame": "6 weeks"}]},
            "referencesModule": {"references": references},
        },
        "hasResults": "results" in changes,
    }


class Registry:
    """Answers ``/studies`` as the registry does: by number (former ones too) or everything, in pages."""

    def __init__(self, trials: Sequence[Mapping[str, Any]], page: int = 1000) -> None:
        self.trials, self.page = list(trials), page

    def __call__(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        assert path == "/studies"
        found = self.trials
        if "filter.ids" in params:
            asked = set(params["filter.ids"].split(","))
            found = [each for each in found if asked & self._numbers(each)]
        start = int(params.get("pageToken", "t0")[1:])
        shown = found[start : start + self.page]
        body: dict[str, Any] = {"studies": shown}
        if start == 0:
            body["totalCount"] = len(found)
        if start + self.page < len(found):
            body["nextPageToken"] = f"t{start + self.page}"
        return body

    @staticmethod
    def _numbers(trial: Mapping[str, Any]) -> set[str]:
        named = trial["protocolSection"]["identificationModule"]
        return {named["nctId"], *named.get("nctIdAliases", ())}
