"""Real servers on this machine that stand for a robot's host."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class RobotHost:
    """What arrived, and how to answer: (status, body, headers) for each request in turn, the last one for all that follow."""

    origin: str = ""
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=lambda: [(200, b'{"errcode":0,"errmsg":"ok"}', {})])
    bodies: list[dict[str, Any]] = field(default_factory=list)
    queries: list[dict[str, list[str]]] = field(default_factory=list)

    @property
    def webhook(self) -> str:
        return f"{self.origin}/robot/send?key=secret-key-7788"

    def answer(self, status: int = 200, body: object = None, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((status, content, headers))


@contextmanager
def robot_host() -> Iterator[RobotHost]:
    host = RobotHost()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            host.bodies.append(json.loads(self.rfile.read(length)))
            host.queries.append(parse_qs(urlsplit(self.path).query))
            status, content, headers = host.answers.pop(0) if len(host.answers) > 1 else host.answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
