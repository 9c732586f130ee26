"""Write a topic to start from: the bundled one, or a commented blank one.

The bundled topic is ``queries/`` of the project itself: read from the source folder where littrack runs from one,
else from the files that the wheel installed (its record says where, whatever the kind of installation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from littrack.errors import ConfigError, DataError
from littrack.topics.schema import FILES, schema_text

_INSTALLED = re.compile(r"(?:^|/)share/littrack/queries/([^/]+)/([^/]+\.yaml)$")
"""Where a wheel puts the bundled topic (setup.cfg, data_files): its name and the file's."""

_SCHEMAS_HERE = "../../littrack/topics/schemas/"
_SCHEMAS_THERE = "../schemas/"
_DATABASE_README = """\
# db

littrack keeps its database here (`littrack.db`). `littrack refresh` makes and fills it; it can be made again at any
time from PubMed and the files in `queries/`.
"""


@dataclass(frozen=True, slots=True)
class Started:
    """What was written, and what stood there already and was left alone."""

    folder: Path
    topic: str
    is_bundled: bool
    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def start_topic(folder: Path, name: str | None = None) -> Started:
    """Write a ready topic folder, the schemas its editor needs and an empty ``db/``. Nothing is overwritten.

    Without a name, or with its own, that is the bundled topic; any other name begins a blank one.

    Raises ``ConfigError`` for a name that cannot be one and for a folder that cannot be written.
    """
    if name is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name):
        raise ConfigError(f"{name!r} cannot be a topic's name: small letters, digits and hyphens")
    bundled, texts = bundled_topic()
    if name not in (None, bundled):
        texts = _blank()
    topic = name or bundled
    written: list[Path] = []
    kept: list[Path] = []
    for path, text in _contents(topic, texts):
        target = folder / path
        (written if _write(target, text) else kept).append(target)
    return Started(folder, topic, topic == bundled, tuple(written), tuple(kept))


def _contents(name: str, texts: dict[str, str]) -> Iterator[tuple[Path, str]]:
    for file, text in texts.items():
        yield Path("queries", name, file), text.replace(_SCHEMAS_HERE, _SCHEMAS_THERE)
    for each in FILES:
        yield Path("queries", "schemas", f"{each}.schema.json"), schema_text(each)
    yield Path("db", "README.md"), _DATABASE_README


def _write(target: Path, text: str) -> bool:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        if target.is_file():
            return False
        raise ConfigError(f"{target.parent} is in the way: name another folder") from None
    except OSError as error:
        raise ConfigError(f"cannot write {target}: {error.strerror}") from error
    return True


def _blank() -> dict[str, str]:
    folder = files("littrack.topics") / "blank"
    return {f"{name}.yaml": (folder / f"{name}.yaml").read_text(encoding="utf-8") for name in FILES}


def bundled_topic() -> tuple[str, dict[str, str]]:
    """The name of the bundled topic and its files. ``DataError`` where the installation lacks them."""
    found: dict[str, dict[str, Path]] = {}
    for topic, path in _bundled_paths():
        found.setdefault(topic, {})[path.name] = path
    for topic, paths in sorted(found.items()):
        if paths.keys() >= {f"{name}.yaml" for name in FILES}:
            return topic, {name: path.read_text("utf-8") for name, path in sorted(paths.items())}
    raise DataError("the bundled topic is missing from this installation: install littrack again")


def _bundled_paths() -> Iterator[tuple[str, Path]]:
    """From the source folder; else as the installation's record says; else beside the package (``pip --target``)."""
    root = Path(__file__).parents[2]
    if (root / "setup.cfg").is_file():
        yield from ((path.parent.name, path) for path in root.glob("queries/*/*.yaml"))
        return
    beside = root.glob("share/littrack/queries/*/*.yaml")
    recorded = (Path(str(each.locate())) for each in metadata.files("littrack") or ())
    for path in (*recorded, *beside):
        place = _INSTALLED.search(path.as_posix())
        if place and path.is_file():
            yield place[1], path
