"""``littrack synthesize``: pool what the trials of a claim report."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from littrack.cli.options import json_option, queries_option


@click.command()
@click.argument("claim", required=False)
@queries_option
@json_option
@click.option("--name", help="Only the synthesis of this name.")
@click.option("--measure", help="Another effect measure: risk ratio, odds ratio …")
@click.option("--model", help="Another model: REML, DerSimonian-Laird, Mantel-Haenszel …")
@click.option("--interval", help="Another interval: Hartung-Knapp or Wald.")
@click.option("--correction", type=float, help="Amount added to trials with an empty cell.")
@click.option(
    "--svg",
    type=click.File("w", encoding="utf-8", lazy=True),
    help="Also write the forest plot to this file.",
)
@click.option("--compact", is_flag=True, help="Draw the plot for a narrow screen.")
def command(
    claim: str | None,
    queries: Path,
    as_json: bool,
    name: str | None,
    measure: str | None,
    model: str | None,
    interval: str | None,
    correction: float | None,
    svg: TextIO | None,
    compact: bool,
) -> None:
    """Pool what the trials of a claim report.

    CLAIM is a claim's id ("eight-times"); without it, every planned synthesis is carried out.
    """
    from functools import partial

    from littrack.appraise.numbering import with_names
    from littrack.synthesis import asked
    from littrack.synthesis.basis import names
    from littrack.synthesis.terminal import all_as_text, as_text
    from littrack.synthesis.terminal import as_json as json_of
    from littrack.topics.read import read_topics

    changes = asked.Changes(measure, model, interval, correction)
    topics = read_topics(queries)
    made = asked.carry_out_asked(topics, claim, name, changes)
    if svg:
        svg.write(asked.one_plot(made, compact))
    if as_json:
        click.echo(json_of(made), nl=False)
        return
    told = partial(with_names, names=names(work for topic in topics for work in topic.works))
    if claim:
        click.echo("\n".join(as_text(each, told) for _, each in made), nl=False)
    else:
        click.echo(all_as_text(made, told), nl=False)
