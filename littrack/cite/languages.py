"""Names of the languages in which PubMed says a work is written (ISO 639-2 codes)."""

from __future__ import annotations

from littrack.cite.citable import Citable

_NAMES = {
    "afr": "Afrikaans", "alb": "Albanian", "ara": "Arabic", "arm": "Armenian", "aze": "Azerbaijani", "bos": "Bosnian",
    "bul": "Bulgarian", "cat": "Catalan", "chi": "Chinese", "cze": "Czech", "dan": "Danish", "dut": "Dutch",
    "eng": "English", "est": "Estonian", "fin": "Finnish", "fre": "French", "geo": "Georgian", "ger": "German",
    "gle": "Irish", "gre": "Greek", "heb": "Hebrew", "hin": "Hindi", "hrv": "Croatian", "hun": "Hungarian",
    "ice": "Icelandic", "ind": "Indonesian", "ita": "Italian", "jpn": "Japanese", "kin": "Kinyarwanda",
    "kor": "Korean", "lat": "Latin", "lav": "Latvian", "lit": "Lithuanian", "mac": "Macedonian", "mal": "Malayalam",
    "may": "Malay", "nor": "Norwegian", "per": "Persian", "pol": "Polish", "por": "Portuguese", "rum": "Romanian",
    "rus": "Russian", "san": "Sanskrit", "slo": "Slovak", "slv": "Slovenian", "spa": "Spanish", "srp": "Serbian",
    "swe": "Swedish", "tha": "Thai", "tur": "Turkish", "ukr": "Ukrainian", "vie": "Vietnamese", "wel": "Welsh",
}  # fmt: skip


def language_of(work: Citable) -> str | None:
    """The English name of the first language that is known by name."""
    return next((_NAMES[code] for code in work.languages if code in _NAMES), None)
