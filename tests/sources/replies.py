"""A source's web that answers from a function: no socket, for what an adapter asks and how it reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from littrack.sources.protocol import Memory


@dataclass
class Replies:
    """``answer(path, params)`` gives a body (plain data or text), or a status and a body."""

    answer: Callable[[str, Mapping[str, str]], Any]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    requests_made: int = 0
    email: str | None = None

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        return self._reply(path, params or {})

    def post(self, path: str, data: Mapping[str, str]) -> requests.Response:
        return self._reply(path, data)

    def download(self, path: str, memory: Memory) -> Iterator[bytes] | None:
        raise AssertionError("nothing is downloaded here")

    def _reply(self, path: str, params: Mapping[str, str]) -> requests.Response:
        self.asked.append((path, dict(params)))
        self.requests_made += 1
        found = self.answer(path, params)
        status, body = found if isinstance(found, tuple) else (200, found)
        reply = requests.Response()
        reply.status_code = status
        reply._content = (body if isinstance(body, str) else json.dumps(body)).encode()
        reply.encoding = "utf-8"
        return reply
