"""``littrack claims``."""

from __future__ import annotations

from pathlib import Path

import click

from littrack.cli.options import as_of_option, db_option, json_option


@click.command()
@click.argument("claim", required=False)
@db_option
@click.option(
    "--full",
    is_flag=True,
    help="Of one claim everything: each study at length, where each figure was read, the GRADE worksheet, trials and history.",
)
@as_of_option
@json_option
def command(claim: str | None, db: Path, full: bool, as_of: str | None, as_json: bool) -> None:
    """List the claims, or show one with its evidence.

    CLAIM is a claim's id ("eight-times"): the sentence, the verdict and why, the recomputed numbers, every study with
    its stance, what would change the verdict, and what is open. --json is always complete.
    """
    from littrack.claimview import asked
    from littrack.render.claim_brief import claim_in_brief
    from littrack.render.claim_json import as_json_text
    from littrack.render.claim_list import claims_as_text
    from littrack.render.claim_text import claim_as_text

    if full and not claim:
        raise click.UsageError("--full needs the id of a claim")
    if as_of:
        from littrack.cli.past_claim import past_claim

        if not claim:
            raise click.UsageError("--as-of needs the id of a claim")
        if full:
            raise click.UsageError("--full shows what is known today: leave it out with --as-of")
        click.echo(past_claim(db, claim, as_of, as_json), nl=False)
    elif claim:
        page = asked.one_claim(db, claim)
        as_text = claim_as_text if full else claim_in_brief
        click.echo(as_json_text(page) if as_json else as_text(page), nl=False)
    else:
        lines = asked.all_claims(db)
        click.echo(as_json_text(lines) if as_json else claims_as_text(lines), nl=False)
