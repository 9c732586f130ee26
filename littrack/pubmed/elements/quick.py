"""Making the small records that one PubMed record has hundreds of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

T = TypeVar("T")


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def quick(kind: type[T]) -> Callable[..., T]:
    """A constructor of the frozen, slotted dataclass ``kind``, with the same arguments, at half the cost.

    A frozen dataclass sets each field through ``object.__setattr__``, which made up a sixth of all the
    time that parsing takes. Here the fields are set in the plain way on an object of a class with the
    same slots, which then becomes a ``kind`` by taking its class: frozen, equal and hashable as any
    other. A default factory is called once only: it must make something frozen.
    """
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    given = {each.name: _default(each) for each in fields(kind)}  # type: ignore[arg-type]
    parameters = (name if given[name] is MISSING else f"{name}=_{name}" for name in names)
    body = "".join(f"    self.{name} = {name}\n" for name in names)
    source = f"def __init__(self, {', '.join(parameters)}):\n{body}    self.__class__ = Kind\n"
    scope: dict[str, Any] = {"Kind": kind, **{f"_{name}": given[name] for name in names}}
    exec(source, scope)
    made = type(kind.__name__, (), {"__slots__": tuple(names), "__init__": scope["__init__"]})
    return made
