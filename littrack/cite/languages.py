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
_BABEL = {
    "ara": "arabic", "bul": "bulgarian", "cat": "catalan", "chi": "chinese", "hrv": "croatian", "cze": "czech",
    "dan": "danish", "dut": "dutch", "eng": "english", "est": "estonian", "fin": "finnish", "fre": "french",
    "ger": "german", "gre": "greek", "heb": "hebrew", "hun": "hungarian", "ice": "icelandic", "ita": "italian",
    "jpn": "japanese", "kor": "korean", "lav": "latvian", "lit": "lithuanian", "nor": "norwegian", "per": "persian",
    "pol": "polish", "por": "portuguese", "rum": "romanian", "rus": "russian", "srp": "serbian", "slo": "slovak",
    "slv": "slovenian", "spa": "spanish", "swe": "swedish", "tha": "thai", "tur": "turkish", "ukr": "ukrainian",
    "vie": "vietnamese",
}  # fmt: skip


def babel_language(work: Citable) -> str | None:
    """The first language as babel calls it, which ``langid`` holds: "english"."""
    return next((_BABEL[code] for code in work.languages if code in _BABEL), None)


def language_of(work: Citable) -> str | None:
    """The English name of the first language that is known by name."""
    return next((_NAMES[code] for code in work.languages if code in _NAMES), None)
