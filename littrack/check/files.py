"""Open a manuscript or bibliography, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from littrack.check.bibliographies import read_bib, read_csl, read_nbib, read_ris
from littrack.check.documents import LARGEST, read_docx, read_odt
from littrack.check.manuscript import Manuscript
from littrack.check.prose import read_html, read_latex, read_markdown
from littrack.errors import ConfigError, DataError

FORMATS = ("md", "txt", "html", "tex", "docx", "odt", "bib", "ris", "nbib", "csl.json")
_ENDINGS = {
    ".md": "md", ".markdown": "md", ".qmd": "md", ".rmd": "md", ".txt": "txt", ".text": "txt", ".rst": "txt",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".tex": "tex", ".ltx": "tex", ".docx": "docx", ".odt": "odt",
    ".bib": "bib", ".ris": "ris", ".nbib": "nbib", ".medline": "nbib", ".json": "csl.json",
}  # fmt: skip
_OTHERS = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a packed file, such as a Word document"), (b"{\\rtf", "a rich text file (RTF)"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Word"),
)  # fmt: skip
"""Files that are no text, by their first bytes."""
_MARKS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip


def read_file(path: Path, form: str | None = None) -> Manuscript:
    """The manuscript of a file. ``ConfigError`` for one that is not there or of unknown format, ``DataError`` for one
    that cannot be read."""
    form = form or format_of(path)
    try:
        if path.stat().st_size > LARGEST:
            raise DataError(f"{path} is larger than {LARGEST // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    return read_content(str(path), content, form)


def format_of(path: Path) -> str:
    """The format that a file's name tells. ``ConfigError`` where it tells none."""
    found = _ENDINGS.get(path.suffix.lower())
    if found is None:
        raise ConfigError(f"{path} does not say its format: give --as, one of {', '.join(FORMATS)}")
    return found


def read_content(name: str, content: bytes, form: str) -> Manuscript:
    """The manuscript of some bytes. ``DataError`` where they are not what ``form`` says."""
    readers: dict[str, Callable[[str, bytes], Manuscript]] = {"docx": read_docx, "odt": read_odt}
    if form in readers:
        return readers[form](name, content)
    text = _decoded(name, content).replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    if form == "nbib":
        return read_nbib(name, text.encode())
    texts: dict[str, Callable[[str, str], Manuscript]] = {
        "md": read_markdown, "txt": read_markdown, "html": read_html, "tex": read_latex, "bib": read_bib,
        "ris": read_ris, "csl.json": read_csl,
    }  # fmt: skip
    return texts[form](name, text)


def _decoded(name: str, content: bytes) -> str:
    """The text: as its mark says, else UTF-8, else what Windows wrote before that. ``DataError`` where it is no text."""
    for start, what in _OTHERS:
        if content.startswith(start):
            raise DataError(f"{name} is {what}: save it as text, .docx or .odt")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content.count(b"\0") > len(content) // 4:
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
