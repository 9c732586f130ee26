"""The site's templates print what Jinja prints."""

from __future__ import annotations

import jinja2
import markupsafe
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from littrack.web.filters import FILTERS
from littrack.web.templating import Templates, escape

TEXTS = st.text(st.sampled_from("ab&<>\"'é\x02 "))


@given(st.one_of(TEXTS, TEXTS.map(Markup), st.integers(), st.none(), st.floats()))
def test_a_value_is_escaped_as_ever(value: object) -> None:
    assert str(escape(value)) == str(markupsafe.escape(value))


@given(TEXTS)
def test_a_template_prints_what_it_ever_printed(text: str) -> None:
    source = (
        "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}{{ x }}{{ bold(x) }}{{ bold(x)|upper }}"
        "{% set y %}<i>{{ x }}</i>{% endset %}{{ y }}{{ y ~ x }}{{ x|safe }}{{ nothing }}{{ [x, y]|join('<') }}"
    )
    ours, theirs = Templates(FILTERS), jinja2.Environment(autoescape=True)
    told = [each.from_string(source).render(x=text) for each in (ours, theirs)]
    assert told[0] == told[1]
