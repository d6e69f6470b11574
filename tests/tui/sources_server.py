"""A web server on the loopback that answers well, badly, slowly, or never."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BODIES: dict[str, tuple[str, bytes]] = {
    "/ok": ("application/json", b'{"data": {"value": 62.3}}'),
    "/share": ("application/json", b'{"data": {"value": 0.95}}'),
    "/html": ("text/html", b"<!DOCTYPE html><html><body>Sign in</body></html>"),
    "/nan": ("application/json", b'{"data": {"value": NaN}}'),
    "/infinity": ("application/json", b'{"data": {"value": -Infinity}}'),
    "/list": ("application/json", b'{"data": {"value": [1, 2, 3]}}'),
    "/type": ("application/json", b'{"data": {"value": {"amount": 5}}}'),
    "/text": ("application/json", b'{"data": {"value": "soon"}}'),
    "/null": ("application/json", b'{"data": {"value": null}}'),
    "/else": ("application/json", b'{"error": "no such thing"}'),
    "/latin": ("application/json", b'{"data": {"value": "caf\xe9"}}'),
    "/binary": ("application/octet-stream", bytes(range(256)) * 20),
    "/empty": ("application/json", b""),
    "/huge": ("application/json", b'{"data": {"value": 5}, "padding": "' + b"x" * 1_200_000 + b'"}'),
    "/rows": (
        "application/json",
        json.dumps(
            {"rows": [{"w": "2026-W31", "v": 61}, {"w": "2026-W32", "v": 62}, {"w": "2026-W60", "v": 9}]}
        ).encode(),
    ),
    "/twice": ("application/json", b'{"rows": [{"w": "2026-W31", "v": 61}, {"w": "2026-W31", "v": 60}]}'),
    "/future": ("application/json", b'{"rows": [{"w": "2026-W50", "v": 61}]}'),
}


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """Answer what the path asks for."""
        path = self.path.partition("?")[0]
        self.server.seen.append((self.path, dict(self.headers)))
        if path in BODIES:
            self._answer(200, *BODIES[path])
        elif path == "/hang":
            self.server.over.wait(20)
        elif path == "/drip":
            self._drip()
        elif path == "/drop":
            self.close_connection = True
        elif path == "/token":
            good = self.headers.get("Authorization") == "Bearer hush-hush"
            self._answer(*((200, *BODIES["/ok"]) if good else (401, "text/plain", b"hush-hush is wrong")))
        elif path == "/flaky":
            first = sum(one.startswith("/flaky") for one, _ in self.server.seen) == 1
            self._answer(*((503, "text/plain", b"busy") if first else (200, *BODIES["/ok"])))
        elif path.startswith("/to/"):
            self._redirect(path)
        else:
            self._answer(404, "text/html", b"<html>not here</html>")

    def _redirect(self, path: str) -> None:
        targets = {"/to/ok": "/ok", "/to/loop": "/to/loop", "/to/file": "file:///etc/passwd",
                   "/to/other": f"http://localhost:{self.server.port}/ok"}  # fmt: skip
        self.send_response(302)
        self.send_header("Location", targets[path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        while not self.server.over.wait(0.05):
            self.wfile.write(b" ")

    def _answer(self, code: int, kind: str, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The server; `seen` holds (path, headers) of every request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.over = threading.Event()
        self.seen: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def handle_error(self, *_arguments: Any) -> None:
        """Clients break off here on purpose."""

    def end(self) -> None:
        """Let every answer end, and stop."""
        self.over.set()
        self.shutdown()
        self.server_close()
