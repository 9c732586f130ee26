"""ClinicalTrials.gov: registered trials, by number and by a topic's registry queries (API version 2).

Known numbers are asked for in batches (``filter.ids``, which finds former numbers too), each query page by page with the
count that the registry states; a set that is not whole is refused. Described at https://clinicaltrials.gov/data-api/api.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from littrack.errors import BadResponse
from littrack.sources.protocol import Answer, Portion, RegistryQuery, RegistryRecord, Reply, Web
from littrack.sources.shapes import as_described, whole

REGISTRY = "ClinicalTrials.gov"
NUMBER = re.compile(r"NCT\d{8}")
BATCH = 200
PAGE = 1000
"""Trials in one reply; the registry allows no more."""
LIMIT = 3000
"""A query that finds more is too broad to be a topic's."""

FIELDS = (
    "NCTId", "NCTIdAlias", "BriefTitle", "OverallStatus", "LastKnownStatus", "WhyStopped", "Phase", "Condition",
    "InterventionName", "EnrollmentCount", "EnrollmentType", "StartDate", "StartDateType", "PrimaryCompletionDate",
    "PrimaryCompletionDateType", "CompletionDate", "CompletionDateType", "StudyFirstPostDate", "LastUpdatePostDate",
    "ResultsFirstPostDate", "PrimaryOutcomeMeasure",
    "PrimaryOutcomeTimeFrame", "SecondaryOutcomeMeasure", "SecondaryOutcomeTimeFrame", "ReferencePMID", "ReferenceType",
    "HasResults",
)  # fmt: skip
"""What is asked of each trial."""
PARAMETERS = {"term": "query.term", "condition": "query.cond", "treatment": "query.intr"}
"""How the lines of a topic's registry query are sent."""
REPORTS = ("RESULT", "DERIVED")
"""Kinds of reference that tell of the trial: named by its registrant, or found by the registry in PubMed."""
_LINE = re.compile(r"^(term|condition|treatment): (.+)$")


@dataclass(frozen=True, slots=True)
class ClinicalTrials:
    """The registry as a source."""

    name: str = "clinicaltrials"
    title: str = REGISTRY
    url: str = "https://clinicaltrials.gov/api/v2"
    budget: int = 20
    per_second: float = 0.8
    days: int = 7
    portion: int = 400

    def ask(self, web: Web, portion: Portion) -> Iterator[Reply]:
        """Known trials first, then what each query finds. ``BadResponse`` where a reply is not whole."""
        known = []
        for number in portion.registrations:
            if NUMBER.fullmatch(number.upper()):
                known.append(number)
            else:
                yield Answer(number, known=False)
        for batch in _batches(known[: self.portion or None], BATCH):
            yield from _by_number(web, batch)
        broad = []
        for query in portion.queries:
            try:
                yield _by_query(web, query)
            except TooBroad as problem:
                broad.append(str(problem))
        if broad:
            raise BadResponse("; ".join(broad))


class TooBroad(BadResponse):
    """A query that finds far more trials than a topic has; the others are asked all the same."""


def parse_study(study: Mapping[str, Any]) -> RegistryRecord | None:
    """A trial of a reply; none where the entry carries no number (an entry of another kind)."""
    told = study.get("protocolSection") or {}
    named, status, design = (
        told.get(f"{module}Module") or {} for module in ("identification", "status", "design")
    )
    outcomes = told.get("outcomesModule") or {}
    enrolled = design.get("enrollmentInfo") or {}
    if not named.get("nctId"):
        return None
    return RegistryRecord(
        id=str(named["nctId"]),
        registry=REGISTRY,
        title=_text(named.get("briefTitle")),
        status=_status(status),
        why_stopped=_text(status.get("whyStopped")),
        phase=_phase(design.get("phases") or ()),
        conditions=_texts((told.get("conditionsModule") or {}).get("conditions")),
        interventions=_texts(
            each.get("name")
            for each in (told.get("armsInterventionsModule") or {}).get("interventions") or ()
        ),
        enrollment=whole(enrolled.get("count")),
        enrollment_basis=_lower(enrolled.get("type")),
        started=_date(status, "startDateStruct"),
        primary_completion=_date(status, "primaryCompletionDateStruct"),
        completed=_date(status, "completionDateStruct"),
        first_posted=_date(status, "studyFirstPostDateStruct"),
        last_updated=_date(status, "lastUpdatePostDateStruct"),
        results_posted=_results(study, status),
        primary_outcomes=_outcomes(outcomes.get("primaryOutcomes")),
        secondary_outcomes=_outcomes(outcomes.get("secondaryOutcomes")),
        result_pmids=_reports((told.get("referencesModule") or {}).get("references")),
    )


def aliases(study: Mapping[str, Any]) -> tuple[str, ...]:
    """Former numbers of a trial, under which it may have been asked for."""
    named = (study.get("protocolSection") or {}).get("identificationModule") or {}
    return _texts(named.get("nctIdAliases"))


def parameters(query: str) -> dict[str, str]:
    """A topic's query as the registry takes it: a line "condition: …" is looked for among the conditions, and so on."""
    found = {}
    for line in query.splitlines():
        match = _LINE.match(line.strip())
        if match is None:
            return {PARAMETERS["term"]: " ".join(query.split())}
        found[PARAMETERS[match[1]]] = match[2]
    return found


def _by_number(web: Web, numbers: Sequence[str]) -> Iterator[Answer]:
    asked = ",".join(number.upper() for number in numbers)
    studies = _pages(web, {"filter.ids": asked}, "the trials asked for by number")
    found: dict[str, RegistryRecord] = {}
    with as_described(REGISTRY):
        for study in studies:
            record = parse_study(study)
            if record:
                found.update(dict.fromkeys((record.id, *aliases(study)), record))
    for number in numbers:
        known = found.get(number.upper())
        yield Answer(number, (known,) if known else (), known=known is not None)


def _by_query(web: Web, query: RegistryQuery) -> Answer:
    asked = parameters(query.query)
    studies = _pages(web, asked, f"the registry query {query.name} of {query.topic}")
    with as_described(REGISTRY):
        records = tuple(filter(None, map(parse_study, studies)))
    return Answer(query.name, records)


def _pages(web: Web, asked: Mapping[str, str], what: str) -> list[Mapping[str, Any]]:
    """All studies of a query. Raises ``TooBroad``, or ``BadResponse`` where pages do not add up to the stated count."""
    params = {**asked, "fields": ",".join(FIELDS), "pageSize": str(PAGE), "countTotal": "true"}
    studies: list[Mapping[str, Any]] = []
    total: int | None = None
    while True:
        body = _body(web, params)
        studies += body["studies"]
        if total is None:
            total = whole(body.get("totalCount"))
            if total is not None and total > LIMIT:
                raise TooBroad(
                    f"{what} finds {total:,} trials; make it narrower (at most {LIMIT:,})"
                )
        token = body.get("nextPageToken")
        if not token or not body["studies"]:
            break
        params = {**params, "pageToken": str(token)}
    if total is not None and len(studies) != total:
        raise BadResponse(
            f"{REGISTRY} states {total} trials for {what} and sent {len(studies)}; the next run asks again"
        )
    return studies


def _body(web: Web, params: Mapping[str, str]) -> Mapping[str, Any]:
    reply = web.get("/studies", params)
    try:
        body = reply.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("studies"), list):
        raise BadResponse(f"{REGISTRY} sent something that is no list of trials (HTTP {reply.status_code})")  # fmt: skip
    return body


def _batches(numbers: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _status(module: Mapping[str, Any]) -> str | None:
    now, before = _lower(module.get("overallStatus")), _lower(module.get("lastKnownStatus"))
    if now == "active not recruiting":
        now = "active, not recruiting"
    before = "active, not recruiting" if before == "active not recruiting" else before
    return f"{now} (last said {before})" if now == "unknown" and before else now


def _phase(phases: Sequence[str]) -> str | None:
    """ "2" for PHASE2, "1/2" for both, "early 1", "not applicable"; none where nothing is said."""
    if list(phases) == ["NA"]:
        return "not applicable"
    words = (str(each).replace("EARLY_PHASE", "early ").replace("PHASE", "") for each in phases)
    return "/".join(words).lower() or None


def _results(study: Mapping[str, Any], status: Mapping[str, Any]) -> str | None:
    """When results were first posted; "posted" where the registry has results and no date for them."""
    return _date(status, "resultsFirstPostDateStruct") or ("posted" if study.get("hasResults") else None)  # fmt: skip


def _outcomes(entries: Any) -> tuple[str, ...]:
    def told(entry: Mapping[str, Any]) -> str | None:
        measure, time = _text(entry.get("measure")), _text(entry.get("timeFrame"))
        return f"{measure} [{time}]" if measure and time else measure

    return _texts(told(entry) for entry in entries or ())


def _reports(entries: Any) -> tuple[str, ...]:
    return _texts(
        entry.get("pmid") for entry in entries or () if entry.get("type") in REPORTS and entry.get("pmid")
    )  # fmt: skip


def _date(module: Mapping[str, Any], name: str) -> str | None:
    """A date as the registry gives it; one that has not come is marked: "2027-05 (estimated)"."""
    told = module.get(name) or {}
    date = _text(told.get("date"))
    return f"{date} (estimated)" if date and told.get("type") == "ESTIMATED" else date


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in map(_text, values or ()) if text))


def _text(value: Any) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _lower(value: Any) -> str | None:
    text = _text(value)
    return text.replace("_", " ").lower() if text else None


SOURCE = ClinicalTrials()
