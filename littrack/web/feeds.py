"""The three feeds: all that is new, one claim's news, and the integrity of the studies alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2s

from markupsafe import Markup
from sqlite_utils import Database

from littrack.render.atom import Entry, Feed
from littrack.views.news import RunNews, read_run, read_runs
from littrack.views.news_items import (
    Candidate,
    ChangedStudy,
    FlagNews,
    NewStudy,
    Notice,
    StudyLine,
    TrialNews,
    VerdictNews,
    candidates,
    changed_evidence,
    flags_of_claim,
    latest_notices,
    notices_of_claim,
    verdicts_of_claim,
)
from littrack.web.addresses import claim_path, study_path, trial_path

ENTRIES = 100
"""Entries of a feed."""
RUNS = 60
"""Runs that the general feed looks back on."""
FOLDED = 25
"""More studies than this from one run become one entry."""

_QUOTE = "SELECT quote FROM claims WHERE id = ? AND removed IS NULL"
_FIRST = "SELECT coalesce((SELECT min(started) FROM refreshes), '1970-01-01T00:00:00Z')"


def everything(db: Database) -> Feed:
    """``/new.atom``: what each run changed."""
    runs = [run for run in read_runs(db) if run.tells][:RUNS]
    entries: list[Entry] = []
    for run in runs:
        entries += _of_run(read_run(db, run, FOLDED))
        if len(entries) >= ENTRIES:
            break
    told = "Studies found and changed, retractions and corrections, verdicts and what may overturn them."
    return _feed(db, "/new.atom", "/new", "littrack: what is new", told, entries)


def integrity(db: Database) -> Feed:
    """``/integrity.atom``: retractions, expressions of concern, corrections; nothing else."""
    entries = [_notice(each) for each in latest_notices(db, ENTRIES)]
    told = "Retractions, expressions of concern and corrections of the studies that are watched."
    return _feed(
        db, "/integrity.atom", "/new", "littrack: retractions and corrections", told, entries
    )


def of_claim(db: Database, claim: str) -> Feed | None:
    """``/claims/ID.atom``: candidates, flags, verdicts and changes in what the claim cites; ``None``: no such claim."""
    row = db.execute(_QUOTE, (claim,)).fetchone()
    if row is None:
        return None
    entries = [
        *(_verdict(each) for each in verdicts_of_claim(db, claim, ENTRIES)),
        *(_flag(each) for each in flags_of_claim(db, claim, ENTRIES)),
        *(_notice(each) for each in notices_of_claim(db, claim, ENTRIES)),
        *(_changed(each) for each in changed_evidence(db, claim, ENTRIES)),
        *_candidates(claim, candidates(db, claim, 10 * ENTRIES)),
    ]
    told = f"What is new about “{row[0]}”"
    page = claim_path(claim)
    return _feed(db, f"{page}.atom", page, f"littrack: “{short(row[0])}”", told, entries)


def _feed(
    db: Database, path: str, page: str, title: str, subtitle: str, entries: Iterable[Entry]
) -> Feed:
    newest = sorted(entries, key=lambda entry: entry.updated, reverse=True)[:ENTRIES]
    updated = newest[0].updated if newest else db.execute(_FIRST).fetchone()[0]
    return Feed(path, page, title, subtitle, updated, tuple(newest))


def _of_run(news: RunNews) -> Iterator[Entry]:
    yield from map(_notice, news.notices)
    yield from map(_verdict, news.verdicts)
    if len(news.raised) + len(news.settled) > FOLDED:
        yield _many_flags(news)
    else:
        yield from map(_flag, (*news.raised, *news.settled))
    if news.new_count > FOLDED:
        yield _many_new(news)
    else:
        yield from map(_new, news.new)
    if news.changed_count > FOLDED:
        yield _many_changed(news)
    else:
        yield from map(_changed, news.changed)
    if news.left:
        yield _left(news)
    if len(news.trials) > FOLDED:
        yield _many_trials(news)
    else:
        yield from map(_trial, news.trials)


def _new(item: NewStudy) -> Entry:
    study = item.study
    html = _facts(study)
    if item.claims:
        html += Markup("<p>May bear on: {}. Nobody has judged it yet.</p>").format(
            ", ".join(item.claims)
        )
    return Entry(
        f"study/{study.id}/new",
        f"New: {study.title}",
        item.at,
        study_path(study.id),
        html,
        "new study",
    )


def _many_new(news: RunNews) -> Entry:
    return Entry(
        f"run/{news.run.started}/new",
        f"{news.new_count:,} new studies",
        news.run.started,
        "/new",
        _list(news.new, news.new_count),
        "new study",
    )


def _trial(item: TrialNews) -> Entry:
    name = f"{item.title} ({item.trial})" if item.title else item.trial
    return Entry(
        f"trial/{item.trial}/{item.kind}/{item.at}/{blake2s(item.detail.encode(), digest_size=4).hexdigest()}",
        f"Trial: {item.kind}: {name}",
        item.at,
        trial_path(item.trial),
        Markup("<p>{}</p>").format(item.detail),
        "registered trial",
    )


def _many_trials(news: RunNews) -> Entry:
    items = [Markup("<li>{}: {}</li>").format(each.trial, each.kind) for each in news.trials]
    return Entry(
        f"run/{news.run.started}/trials",
        f"{len(news.trials):,} things learned of registered trials",
        news.run.started,
        "/trials",
        Markup("<ul>{}</ul>").format(Markup("").join(items)),
        "registered trial",
    )


def _many_changed(news: RunNews) -> Entry:
    return Entry(
        f"run/{news.run.started}/changed",
        f"{news.changed_count:,} records changed",
        news.run.started,
        "/new",
        _list(news.changed, news.changed_count),
        "changed record",
    )


def _many_flags(news: RunNews) -> Entry:
    html = _items(f"{flag.kind}: “{short(flag.quote)}”" for flag in news.raised)
    return Entry(
        f"run/{news.run.started}/flags",
        f"{len(news.raised):,} reasons to look again, {len(news.settled):,} settled",
        news.run.started,
        "/new",
        html,
        "to look at again",
    )


def _list(items: Sequence[NewStudy | ChangedStudy], count: int) -> str:
    more = count - len(items)
    rest = Markup("<p>and {} more</p>").format(f"{more:,}") if more > 0 else Markup("")
    return _items(item.study.title for item in items) + rest


def _items(lines: Iterable[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    )


def _changed(item: ChangedStudy) -> Entry:
    study = item.study
    names = ", ".join(each.field for each in item.fields)
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>before: {}</dd><dd>now: {}</dd>").format(
            each.field, short(each.before or "nothing", 400), short(each.after or "nothing", 400)
        )
        for each in item.fields
    )
    name = f"study/{study.id}/changed/{item.at}"
    title = f"Changed ({names}): {study.title}"
    html = _facts(study) + Markup("<dl>{}</dl>").format(rows)
    return Entry(name, title, item.at, study_path(study.id), html, "changed record")


def _left(news: RunNews) -> Entry:
    lines = [f"{each.study.title} (search “{each.search}”)" for each in news.left]
    count = len(news.left)
    title = f"{count:,} {'study' if count == 1 else 'studies'} no longer found by a search"
    at = news.run.started
    return Entry(f"run/{at}/left", title, at, "/new", _items(lines[:FOLDED]), "left a search")


def _notice(item: Notice) -> Entry:
    study = item.study
    name = (
        f"integrity/{study.id}/{item.kind}/{item.at}"  # also once others tell it, with another date
    )
    if item.withdrawn:
        title = f"No longer told: {item.kind} of {study.title}"
        name, at = f"{name}/withdrawn", item.withdrawn
    else:
        title, at = f"{item.kind.capitalize()}: {study.title}", item.at
    when = f" of {item.date}" if item.date else ""
    told = Markup("<p><strong>{}</strong>{}, told by {}. {}</p>").format(
        item.kind.capitalize(), when, item.source, item.notice or ""
    )
    return Entry(name, title, at, study_path(study.id), told + _facts(study), item.kind)


def _flag(item: FlagNews) -> Entry:
    at = "raised" if item.raised else "settled"
    name = f"claims/{item.claim}/flag/{item.kind}/{item.study or ''}/{at}/{item.at}"
    title = f"{'Look again' if item.raised else 'Settled'}: {item.kind} (“{short(item.quote, 60)}”)"
    html = Markup("<p>{}</p><blockquote>{}</blockquote>").format(item.detail, item.quote)
    return Entry(
        name,
        title,
        item.at,
        claim_path(item.claim),
        html,
        "to look at again" if item.raised else "settled",
    )


def _verdict(item: VerdictNews) -> Entry:
    before = f"Before: {item.before}." if item.before else "The first verdict that is on record."
    html = Markup("<blockquote>{}</blockquote><p><strong>{}</strong> {}</p><p>{}</p>").format(
        item.quote, item.verdict.capitalize(), item.one_line or "", before
    )
    title = f"Verdict: {item.verdict}: “{short(item.quote, 60)}”"
    name = f"claims/{item.claim}/verdict/{item.at}"
    return Entry(name, title, item.at, claim_path(item.claim), html, "verdict")


def _candidates(claim: str, found: Sequence[Candidate]) -> Iterator[Entry]:
    by_moment: dict[str, list[Candidate]] = {}
    for each in found:
        by_moment.setdefault(each.at, []).append(each)
    for at, group in by_moment.items():
        if len(group) > FOLDED:
            title = f"{len(group):,} studies may bear on this claim"
            html = _items(each.study.title for each in group[:FOLDED])
            name = f"claims/{claim}/candidates/{at}"
            yield Entry(name, title, at, claim_path(claim), html, "candidate")
        else:
            yield from (_candidate(claim, each) for each in group)


def _candidate(claim: str, item: Candidate) -> Entry:
    study = item.study
    html = _facts(study) + Markup("<p>{}. Nobody has judged it for this claim yet.</p>").format(
        item.why[:1].upper() + item.why[1:]
    )
    name = f"claims/{claim}/candidate/{study.id}"
    return Entry(
        name,
        f"May bear on this claim: {study.title}",
        item.at,
        study_path(study.id),
        html,
        "candidate",
    )


def _facts(study: StudyLine) -> Markup:
    parts = (study.authors, study.journal, study.year, study.design)
    line = Markup("<p>{}</p>").format(". ".join(str(part) for part in parts if part))
    if study.integrity:
        line = Markup("<p><strong>{}</strong></p>").format(study.integrity.upper()) + line
    return line


def short(text: str, length: int = 90) -> str:
    """The beginning of a text, cut between words."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"
