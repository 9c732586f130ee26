"""A made-up article with twelve references, and the records behind them."""

from __future__ import annotations

from tests.eutils.minimal import make_record

TITLES = {n: f"Made-up study number {word} of imaginary care" for n, word in enumerate(
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"))}  # fmt: skip
AUTHORS = (
    "Doe J",
    "Roe RA",
    "Poe E",
    "Moe M",
    "Loe L",
    "Koe K",
    "Joe I",
    "Hoe H",
    "Goe G",
    "Foe F",
    "Eoe D",
)
RETRACTED, PREPRINT, WRONG_YEAR, INVENTED = 3, 5, 7, 11


def stored() -> list[bytes]:
    """Works 0 to 6: what the base holds."""
    found = []
    for n in range(7):
        types = ["Journal Article"]
        relations: list[tuple[str, str | None]] = []
        if n == RETRACTED:
            types.append("Retracted Publication")
            relations.append(("RetractionIn", "99000099"))
        if n == PREPRINT:
            types = ["Preprint"]
            relations.append(("UpdateIn", "99000098"))
        found.append(record(n, types, relations))
    return found


def record(
    n: int, types: list[str] | None = None, relations: list[tuple[str, str | None]] | None = None
) -> bytes:
    return make_record(
        99000000 + n, TITLES[n], authors=(AUTHORS[n], "Other O"), year=2010 + n, doi=doi(n),
        publication_types=types or ["Journal Article"], relations=relations or [],
    )  # fmt: skip


def elsewhere() -> list[bytes]:
    """Works 7 to 10: what only PubMed holds."""
    return [record(n) for n in range(7, 11)]


def doi(n: int) -> str:
    return f"10.5555/made-up.{n}(x)"


def references() -> list[str]:
    found = []
    for n in range(11):
        year = 2010 + n if n != WRONG_YEAR else 2001
        name = f"doi:{doi(n)}." if n % 3 else f"PMID: {99000000 + n}."
        found.append(
            f"{AUTHORS[n]}, Other O. {TITLES[n]}. J Made Up Trials. {year};1(1):1-9. {name}"
        )
    found.append(f"Noe N. {TITLES[11]}. J Made Up Trials. 2021;1(1):1-9. doi:10.5555/invented.")
    return found


SENTENCE = "It was said that eight times as many patients got better."


def markdown() -> str:
    listed = "\n".join(f"{n}. {text}" for n, text in enumerate(references(), 1))
    return (
        "# A made-up article\n\nImaginary care was studied often [1-12]. Write to me@example.org. In 2012 there were two "
        f"times two trials.\n\n{SENTENCE} Whether it is so is another question.\n\n## References\n\n{listed}\n"
    )


EXPECTED = [
    ("repeats a checked claim", "warning"),
    ("retracted", "error"),
    ("preprint now published", "warning"),
    ("wrong year", "warning"),
    ("does not exist", "error"),
]
