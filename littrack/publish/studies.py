"""The page of each study, its facts as JSON, and its reference for reference managers."""

from __future__ import annotations

import json

from sqlite_utils import Database

from littrack.cite.formats import FORMATS
from littrack.errors import DataError
from littrack.publish.layout import STUDY_FORMATS, place_of, study_file
from littrack.publish.site import FixedSite, Question
from littrack.publish.writing import Writer
from littrack.views.study import StudyPage, read_study_page
from littrack.views.study_facts import study_facts
from littrack.web.addresses import study_path
from littrack.web.pages.study import show

IDS = "SELECT id FROM studies ORDER BY rowid LIMIT ? OFFSET ?"
COUNT = "SELECT count(*) FROM studies"


def write_studies(site: FixedSite, writer: Writer, start: int, count: int) -> None:
    """Write the files of ``count`` studies, those from ``start`` on."""
    ids = site.connection.execute(IDS, (count, start)).fetchall()
    for (study,) in ids:
        found = read_study_page(Database(site.connection), study)
        if found is None or found.study.id != study:
            raise DataError(f"the database holds {study} and cannot show it: run 'littrack doctor'")
        _write_study(site, writer, found)


def _write_study(site: FixedSite, writer: Writer, found: StudyPage) -> None:
    study = found.study.id
    path = study_path(study)
    page, facts = study_file(study), place_of(f"/-/littrack/api/v1{path}.json").file
    site.urls.at = page
    writer.write(page, site.body(lambda datasette, asked: show(datasette, asked, found), Question(path)))  # fmt: skip
    site.urls.at = facts
    writer.write_text(facts, json_text(study_facts(found, site.urls.path(path))))
    for form in STUDY_FORMATS:
        writer.write_text(study_file(study, form), "".join(FORMATS[form].write([found.citable])))


def json_text(facts: object) -> str:
    """JSON as the live site writes it."""
    return json.dumps(facts, ensure_ascii=False)
