"""What can go wrong, and the exit code each failure ends with.

    LittrackError                 1   an error of ours, or bad data
    ├── ConfigError               2   a command, a setting or a topic file is wrong
    ├── DataError                 1   a file or database does not hold what it should
    ├── Busy                     75   another run holds the lock: try again later
    └── SourceError              75   PubMed (or another source) cannot be used now
        ├── RateLimited          75   it asks us to slow down
        ├── Unavailable          75   it does not answer, or answers with an outage page
        └── BadResponse          75   it answers with something that cannot be right

Exit code 3 is no error: a run that finished but owes something (see ``littrack.refresh``).
"""

OK = 0
FAILED = 1
USAGE = 2
OWED = 3
TRY_LATER = 75


class LittrackError(Exception):
    """Any failure that littrack explains to its user in one line."""

    exit_code = FAILED


class ConfigError(LittrackError):
    """A command line, a setting or a topic file that its author has to mend."""

    exit_code = USAGE


class DataError(LittrackError):
    """A file or database that does not hold what it should."""


class Busy(LittrackError):
    """Another run holds the lock."""

    exit_code = TRY_LATER


class SourceError(LittrackError):
    """A source such as PubMed cannot be used at present; what is stored stays as it was."""

    exit_code = TRY_LATER


class RateLimited(SourceError):
    """The source asks for fewer requests (HTTP 429 or its body)."""


class Unavailable(SourceError):
    """No connection, a time-out, an outage page or a 5xx reply."""


class BadResponse(SourceError):
    """A reply that cannot be right: cut short, not XML, or an error in its body."""
