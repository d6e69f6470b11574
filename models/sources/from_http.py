"""Readings from an HTTP address that answers with JSON."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from models.sources import json_path
from models.sources.declared import Source
from models.sources.outcome import MOST_BYTES, NotPulled, Rows, Watch, too_large
from models.sources.secrets import Secrets

MOST_REDIRECTS = 3
PIECE = 65_536
AGAIN = (408, 425, 429, 500, 502, 503, 504)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to us: the library would take the headers, and a token in them, to any other host."""

    def redirect_request(self, *_arguments: Any) -> None:
        """Follow nothing."""
        return


def fetch(source: Source, secrets: Secrets, watch: Watch, names: tuple[str, ...]) -> Rows:
    """Return what the JSON path leads to. Raises NotPulled."""
    url = secrets.fill(source.about["url"])
    secrets.keep_of_url(url)
    headers = {name: secrets.fill(value) for name, value in source.about.get("headers", {}).items()}
    if any("\n" in text or "\r" in text for pair in headers.items() for text in pair):
        raise NotPulled("has a line break in a header")
    body = _body(url, headers, watch)
    about = source.about
    return json_path.read(body, path=about["path"], period=about.get("period", ""), value=about.get("value", ""))


def _body(url: str, headers: dict[str, str], watch: Watch) -> bytes:
    for _ in range(MOST_REDIRECTS + 1):
        parts = _split(url)
        try:
            with _opener().open(_request(parts, headers), timeout=max(0.05, watch.left)) as answer:
                return _read(answer, watch)
        except urllib.error.HTTPError as error:
            with error:
                target = error.headers.get("Location", "")
            if error.code not in (301, 302, 303, 307, 308) or not target:
                raise NotPulled(f"{parts.hostname} answered {error.code}", again=error.code in AGAIN) from None
            url = _followed(url, target)
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise _failed(parts, error, watch) from None
    raise NotPulled(f"{_split(url).hostname} redirects more than {MOST_REDIRECTS} times")


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener of web addresses alone: no file:, no ftp:."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        _NoRedirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0):
            return parts
    except ValueError:
        pass
    raise NotPulled("takes a URL that begins with http:// or https://")


def _request(parts: SplitResult, headers: dict[str, str]) -> urllib.request.Request:
    host = parts.netloc.rpartition("@")[2]
    request = urllib.request.Request(urlunsplit((parts.scheme, host, parts.path or "/", parts.query, "")))
    request.add_header("Accept", "application/json")
    request.add_header("User-Agent", "oarlock")
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    for name, value in headers.items():
        request.add_header(name, value)
    return request


def _followed(url: str, target: str) -> str:
    """Return where a redirect leads, if that is the same host; https may not become http."""
    here, there = _split(url), urlsplit(urljoin(url, target))
    if there.scheme not in ("http", "https"):
        raise NotPulled(f"{here.hostname} redirects to {there.scheme}:, which is no web address")
    same = here.hostname == there.hostname and (here.scheme, here.port) == (there.scheme, there.port)
    safer = here.hostname == there.hostname and (here.scheme, there.scheme) == ("http", "https")
    if not same and not safer:
        raise NotPulled(f"{here.hostname} redirects to {there.scheme}://{there.hostname}; declare that address instead")
    login = here.netloc.rpartition("@")
    return urlunsplit(there._replace(netloc=login[0] + login[1] + there.netloc.rpartition("@")[2]))


def _read(answer: Any, watch: Watch) -> bytes:
    if answer.status != 200:
        raise NotPulled(f"answered {answer.status}, not 200")
    body = bytearray()
    while piece := answer.read1(PIECE):
        body += piece
        watch.check()  # a server may send a byte a second for ever
        if len(body) > MOST_BYTES:
            raise too_large()
    return bytes(body)


def _failed(parts: SplitResult, error: Exception, watch: Watch) -> NotPulled:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError | socket.timeout):
        return watch.over()
    if isinstance(reason, ssl.SSLCertVerificationError):
        return NotPulled(f"{parts.hostname} has no valid certificate")
    if isinstance(reason, socket.gaierror):
        return NotPulled(f"{parts.hostname} is not known", again=True)
    if isinstance(reason, ConnectionRefusedError):
        return NotPulled(f"{parts.hostname} refuses connections", again=True)
    if isinstance(reason, OSError | http.client.HTTPException):
        return NotPulled(f"{parts.hostname} broke off ({type(reason).__name__})", again=True)
    return NotPulled(f"{parts.hostname} cannot be asked ({type(reason).__name__})")
