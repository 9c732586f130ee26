"""What a published site says of itself: from which state of the database it was made. No input or output."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
"""What a page may load, said in the page: files have no headers. Who may frame it cannot be said there."""


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """The SQLite file that is published."""

    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The state that was published. Times are those of the content; none is that of the publishing."""

    version: str
    """Of littrack."""
    schema: str
    generation: int
    """The number of the last finished run."""
    at: str | None
    """When that run ended: the content is of this moment."""
    asked: str | None
    """Since when every search has its answer from PubMed."""
    counts: dict[str, int]
    database: DatabaseFile
    base_url: str | None = None
    """Where the site will stand, without a slash at its end; ``None``: it is not known."""
    tables: dict[str, int] = field(default_factory=dict)
    """Rows of each table that readers may want."""

    @property
    def policy(self) -> str:
        """What the pages may load."""
        return POLICY

    @property
    def host(self) -> str:
        """The name of the host, for ids of feeds that stay the same wherever the files are put."""
        return urlsplit(self.base_url or "").hostname or "localhost"

    def manifest(self, files: int, size: int) -> dict[str, object]:
        """The facts of ``manifest.json``, version 1. Fields may be added; none is renamed or removed."""
        return {
            "version": 1,
            "littrack": self.version,
            "schema": self.schema,
            "content_generation": self.generation,
            "content_of": self.at,
            "pubmed_asked": self.asked,
            "base_url": self.base_url,
            "counts": self.counts,
            "database": asdict(self.database),
            "files": files,
            "bytes": size,
        }
