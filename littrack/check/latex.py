"""LaTeX's ways of writing letters. Pure."""

from __future__ import annotations

import re
import unicodedata

FILLER = "\u2060"
"""Takes the place of signs that are gone, so that everything else stays where it was; it has no width and is no word."""
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "r": "\u030a", "u": "\u0306", "H": "\u030b", "k": "\u0328", "d": "\u0323",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "i": "i", "j": "j",
}  # fmt: skip
_ACCENTED = re.compile(
    r"\{?\\(?:([`'^\"~=.])\s*|([cvruHkd])(?:\s+|(?=\{)))(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))\}?"
)
_LETTER = re.compile(r"\{?\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![A-Za-z])(?:\s*\{\}|[ ])?\}?")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_FONTS = re.compile(r"\\(?:text[a-z]+|emph|it|bf|em|sc)\b")


def plain(text: str) -> str:
    """Plain words of LaTeX's: accents, special letters, marks."""
    text = _FONTS.sub("", padded(text))
    return " ".join(re.sub(r"[{}]", "", text.replace("~", " ")).replace(FILLER, "").split())


def padded(text: str) -> str:
    """The same letters, each sign that is left out made up for by a filler."""
    text = _ACCENTED.sub(_accented, text)
    text = _LETTER.sub(lambda found: _LETTERS[found[1]].ljust(len(found[0]), FILLER), text)
    return _ESCAPED.sub(rf"{FILLER}\1", text)


def _accented(found: re.Match[str]) -> str:
    accent, letter = found[1] or found[2], found[3] or found[4]
    composed = unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    whole = found[0]
    # A brace that only closes what was open before the accent is kept.
    if whole.endswith("}") and whole.count("{") < whole.count("}"):
        return composed.ljust(len(whole) - 1, FILLER) + "}"
    if whole.startswith("{") and whole.count("{") > whole.count("}"):
        return "{" + composed.ljust(len(whole) - 1, FILLER)
    return composed.ljust(len(whole), FILLER)
