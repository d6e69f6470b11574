"""What a config file may say of a source, and what no text about it may show."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import Refused
from models.sources.declared import declare
from models.sources.secrets import Secrets

HTTP = {"measure": "M7", "kind": "http", "url": "https://example.test/n", "path": "data.value"}


def test_source_says_what_it_reads_how_often_and_who_answers_for_it() -> None:
    source = declare("billing", {**HTTP, "every": "monday", "quality": "@ben", "for": "closed", "scale": 100})
    assert (source.measure, source.kind, source.every, source.quality) == ("M7", "http", "monday", "ben")
    assert (source.span, source.scale, source.fields) == ("closed", 100.0, "path data.value")


@pytest.mark.parametrize(
    ("name", "table", "said"),
    [
        ("a", 5, "is a table"),
        ("a b", HTTP, "name"),
        ("person", HTTP, "name"),
        ("x" * 41, HTTP, "name"),
        ("a", {}, "kind"),
        ("a", {**HTTP, "kind": "ftp"}, "kind"),
        ("a", {**HTTP, "kind": 5}, "kind"),
        ("a", {**HTTP, "pasword": "x"}, "pasword"),
        ("a", {**HTTP, "measure": ""}, "measure"),
        ("a", {"measure": "M7", "kind": "http", "url": "x"}, "path"),
        ("a", {**HTTP, "timeout": 0}, "timeout"),
        ("a", {**HTTP, "timeout": "5"}, "timeout"),
        ("a", {**HTTP, "timeout": float("nan")}, "timeout"),
        ("a", {**HTTP, "retries": 99}, "retries"),
        ("a", {**HTTP, "retries": True}, "retries"),
        ("a", {**HTTP, "for": "ever"}, "for"),
        ("a", {**HTTP, "headers": "x"}, "headers"),
        ("a", {**HTTP, "headers": {"A": 5}}, "headers"),
        ("a", {"measure": "M7", "kind": "command", "argv": "rm -rf /"}, "argv"),
        ("a", {"measure": "M7", "kind": "command", "argv": ["x", 5]}, "argv"),
    ],
)
def test_wrong_declaration_is_one_line_that_names_the_key(name: str, table: Any, said: str) -> None:
    with pytest.raises(Refused) as caught:
        declare(name, table)
    assert said in caught.value.message
    assert "\n" not in caught.value.line()


@pytest.mark.parametrize("secret", ["s3cr3t", "a b/c+d=", "x\"y'z\\", "pä$$wörd", "%41bc"])
def test_no_form_of_a_secret_is_shown(secret: str) -> None:
    import base64
    import json
    from urllib.parse import quote, quote_plus

    secrets = Secrets({"TOKEN": secret})
    assert secrets.fill("Bearer ${TOKEN}!") == f"Bearer {secret}!"
    forms = (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret), json.dumps(secret),
             base64.b64encode(secret.encode()).decode())  # fmt: skip
    for form in forms:
        assert secret not in secrets.hide(f"it said {form} twice: {form}")
    assert "${TOKEN}" in secrets.hide(f"it said {secret}")


def test_password_in_a_url_is_hidden_though_it_is_in_the_file() -> None:
    secrets = Secrets({})
    secrets.keep_of_url("postgresql://me:hush%40@host/db?options=x")
    assert "hush" not in secrets.hide("cannot connect to me:hush%40@host, password hush@")


def test_variable_that_is_not_set_is_named_and_nothing_else() -> None:
    with pytest.raises(Refused, match="BILLING_TOKEN is not set"):
        Secrets({"OTHER": "x"}).fill("https://x/${BILLING_TOKEN}")
