"""Jinja as the site's own pages use it: the same templates and the same HTML, printed in less time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from markupsafe import escape as escape_special

from littrack.web.addresses import urlencoded


def escape(value: Any) -> Any:
    """``value`` as HTML. Most of what a page prints holds nothing to escape: that is seen sooner than done, and needs no
    `Markup` around it, since it is only put together with the rest of the page.
    """
    kind = type(value)
    if kind is Markup:
        return value
    if kind is str and not (
        "<" in value or "&" in value or '"' in value or "'" in value or ">" in value
    ):
        return value
    return escape_special(value)


class Templates(Environment):
    """An environment that escapes everything that is printed, with `escape`, and never looks for changed files."""

    def __init__(self, filters: Mapping[str, Any], **options: Any) -> None:
        super().__init__(autoescape=True, auto_reload=False, **options)
        self.filters.update({**filters, "urlencode": urlencoded})

    def _generate(self, *args: Any, **options: Any) -> str:
        """The module that a template is compiled to. It prints with the ``escape`` of its first line."""
        head, end, rest = super()._generate(*args, **options).partition("\n")
        return f"{head}; from {__name__} import escape{end}{rest}"
