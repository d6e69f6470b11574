"""`${NAME}` in a source stands for an environment variable; what it holds is never shown anywhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from urllib.parse import quote, quote_plus, unquote, urlsplit

from models.errors import Refused

_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PASSWORD = re.compile(r"\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|\S+)", re.IGNORECASE)
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY", re.IGNORECASE)
SHORTEST = 8
"""Characters from which on a variable that is only called like a secret is hidden: `TOKENS=4` hides no 4."""


def names_in(text: str) -> set[str]:
    """Return the names of the variables that a text asks for."""
    return set(_NAME.findall(text))


class Secrets:
    """Fills texts in, and takes what it filled in out of every text that is shown.

    A command inherits the environment: what is called like a secret there is hidden too, asked for or not.
    others: names of variables that other sources ask for, hidden as well.
    """

    def __init__(self, env: Mapping[str, str], others: Collection[str] = ()) -> None:
        self._env = env
        self._hidden: dict[str, str] = {}
        for name, value in env.items():
            if len(value) >= SHORTEST and (name in others or _SECRET_NAME.search(name)):
                self.keep(value, f"${{{name}}}")

    def fill(self, text: str) -> str:
        """Return `text` with its variables. Raises Refused when one is not set or empty."""

        def value(found: re.Match[str]) -> str:
            name = found[1]
            held = self._env.get(name, "")
            if not held:
                raise Refused(f"{name} is not set", "Set it where `oar pull` runs")
            self.keep(held, found[0])
            return held

        return _NAME.sub(value, text)

    def keep(self, value: str, shown: str = "***") -> None:
        """Show `shown` wherever `value` would be shown: as it is, in a URL, as a Python or JSON text, in base64."""
        forms = {value, quote(value), quote(value, safe=""), quote_plus(value), unquote(value), repr(value)[1:-1]}
        forms.add(value.replace("\\", "\\\\").replace('"', '\\"'))
        for form in (*forms, base64.b64encode(value.encode()).decode().rstrip("=")):
            if form:
                self._hidden.setdefault(form, shown)

    def keep_of_url(self, url: str) -> None:
        """Hide the password and the query of a URL, also those that stand in the config file itself."""
        try:
            parts = urlsplit(url)
            password = parts.password
        except ValueError:
            self.keep(url, "the URL")
            return
        if password:
            self.keep(password)
            self.keep(f"{parts.username or ''}:{password}")
        for query in (parts.query, parts.fragment):
            if query:
                self.keep(query)
        for found in _PASSWORD.finditer(url):
            self.keep(found[1])

    def hide(self, text: str) -> str:
        """Return `text` without any secret, the longest first. A text is cut after this: half a secret is not found."""
        for form in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(form, self._hidden[form])
        return text
