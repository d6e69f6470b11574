"""Numbers as people type them and as the screens show them (interface.md 6).

A percentage is stored as 95 for 95 %. What has two readings (`1,234`, `0.95` on a percentage) is refused with the
question instead of guessed: a wrong number on a scorecard costs more than a second try.
"""

from __future__ import annotations

from math import isfinite

from models.errors import Refused

LARGEST = 1e15  # beyond it a float no longer holds every whole number

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
CODES = {symbol: code for code, symbol in _SYMBOLS.items()}
_CURRENCIES = "EUR USD GBP JPY INR CHF SEK NOK DKK PLN CZK HUF CAD AUD NZD BRL ZAR SGD HKD CNY"
MONEY = frozenset(_CURRENCIES.split())
_ALIASES = {
    "h": "h hr hrs hour hours",
    "d": "d day days",
    "min": "min mins minute minutes",
    "s": "s sec secs second seconds",
    "wk": "wk w week weeks",
    "%": "% pct percent",
    "x": "x × times ratio",
    "yes/no": "yes/no y/n bool boolean yesno",
    "": "number numbers count #",
}
_UNIT = {word: unit for unit, words in _ALIASES.items() for word in words.split()}
SECONDS = {"h": 3600.0, "min": 60.0, "s": 1.0}
DURATIONS = ("h", "d", "min", "s", "wk")
_YES = ("yes", "y", "true", "done", "1", "1.0")
_NO = ("no", "n", "false", "0", "0.0")
SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "B": 1e9}
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t"), " ")


def unit_of(unit: str) -> str:
    """Return the unit in its short form: "%", "EUR", "h", "d", "min", "s", "wk", "x", "yes/no", "" or as it is."""
    text = unit.strip()
    if text in CODES:
        return CODES[text]
    if text.upper() in MONEY:
        return text.upper()
    return _UNIT.get(text.casefold(), text)


def parse_number(text: str, unit: str = "", current: float | None = None) -> float:
    """Return the number typed at a prompt (interface.md 2, 6).

    `+2` and `-1` change `current`; `=-5` sets a negative. unit: the measure's or key result's own.
    Raises Refused, with the question when there are two readings.
    """
    typed = plain(text)
    if typed.startswith("="):
        return parse_value(typed[1:], unit)
    if typed.startswith(("+", "-")):
        step = _read(typed, unit, text, bare=False)
        if current is None:
            raise Refused(f"There is no value yet to change by {echo(typed)}", f"Type ={typed} to set it")
        return _checked(current + step, text)
    return parse_value(typed, unit)


def parse_value(text: str, unit: str = "") -> float:
    """Return a number from a file, a flag or a form, where a leading `-` is simply a negative (interface.md 6).

    Raises Refused, with the question when there are two readings.
    """
    return _read(plain(text), unit, text, bare=True)


def parse_quantity(text: str) -> tuple[float, str]:
    """Return (number, short unit) of a text that carries its own unit: "95%", "12 hours", "€1.2M", "6".

    The unit is one that `unit_of` knows; raises Refused for any other word.
    """
    typed = plain(text)
    for code in MONEY:
        if typed.upper().startswith(code) or typed.upper().endswith(code):
            return parse_value(typed, code), code
    for symbol, code in CODES.items():
        if symbol in typed:
            return parse_value(typed, code), code
    _, word = _scale(_split(typed)[1], "")
    unit = _UNIT.get(word.casefold(), "")
    return parse_value(typed, unit), unit


def same_word(word: str, unit: str) -> bool:
    """Return True when a typed word is the unit, singular or plural."""
    return word.casefold().rstrip("s") == unit.casefold().rstrip("s") != ""


def echo(text: str) -> str:
    """Return typed text short and safe enough to stand in a one-line message."""
    line = " ".join("".join(char if char.isprintable() else "?" for char in text[:99]).split())
    return line if len(line) <= 30 else f"{line[:29]}…"


def plain(text: str) -> str:
    """Return `text` with folded what means the same: blanks, minus signs, digits of other scripts."""
    folded = text.translate(_BLANKS).replace("−", "-").strip()
    if folded.isascii():
        return folded
    return "".join(str(int(char)) if char.isdecimal() else char for char in folded)


def digits_only(text: str) -> bool:
    """Return True for one or more of the digits 0-9 and nothing else."""
    return text.isascii() and text.isdigit()


def _read(typed: str, unit: str, original: str, bare: bool) -> float:
    own = unit_of(unit)
    if not typed:
        raise Refused("Nothing was typed", "Type a number, such as 95 or 1.2M")
    if own == "yes/no":
        return _yes_or_no(typed.casefold(), original)
    sign = -1.0 if typed.startswith("-") else 1.0
    body = _without_currency(typed[1:] if typed.startswith(("+", "-")) else typed, own)
    if own == "x":
        body = body.removesuffix(":1")
    if own in SECONDS and (parts := _two_units(body)):
        return _checked(sign * parts / SECONDS[own], original)
    digits, tail = _split(body)
    scale, word = _scale(tail, own)
    factor = _factor(word, own, original)
    value = sign * _mantissa(digits, original) * (scale or 1.0) * factor
    if bare and own == "%" and 0 < abs(value) < 1 and not word:
        raise Refused(
            f"Is {echo(typed)} meant as {echo(typed)} % or as {format_number(value * 100)} %?",
            f"Type {echo(typed)}% or {format_number(value * 100)}%",
        )
    return _checked(value, original)


def _yes_or_no(typed: str, original: str) -> float:
    if typed in _YES:
        return 1.0
    if typed in _NO:
        return 0.0
    raise Refused(f"{echo(original)} is neither yes nor no", "Type yes or no")


def _two_units(text: str) -> float:
    if not (text[:1].isdigit() and any(char.isalpha() for char in _split(text)[0])):
        return 0.0
    from models.durations import two_units  # only who types one pays for it: `oar status` never does

    return two_units(text)


def _without_currency(text: str, own: str) -> str:
    """Take the currency off either end; one currency per measure (interface.md 6)."""
    for mark in (*CODES, *MONEY):
        if text.upper().startswith(mark):
            rest = text[len(mark) :]
        elif text.upper().endswith(mark):
            rest = text[: -len(mark)]
        else:
            continue
        code = CODES.get(mark, mark)
        if own not in ("", code):
            raise Refused(f"This is counted in {own}, not in {mark}", f"Type the number in {own}")
        return rest.strip()
    return text


def _split(text: str) -> tuple[str, str]:
    """Cut a text behind its last digit: ("1 234.5", "k €")."""
    for at in range(len(text), 0, -1):
        if text[at - 1].isdigit():
            return text[:at], text[at:].strip()
    return "", text


def _scale(tail: str, own: str) -> tuple[float, str]:
    """Return (factor, what is left): "k%" is (1000, "%"); factor 0 when there is none."""
    for name in sorted(SCALES, key=len, reverse=True):
        rest = tail.removeprefix(name)
        if rest != tail and (not rest[:1].isalpha() or rest == own):
            return SCALES[name], rest.strip()
    if tail == "m" and own in MONEY:
        return 1e6, ""
    if tail == "m" and own == "":
        raise Refused("Is m a million or a minute?", "Type M for a million")
    return 0.0, tail


def _factor(word: str, own: str, original: str) -> float:
    """Return what the typed unit multiplies the number by; refuse one that is not the measure's."""
    if not word:
        return 1.0
    typed = "min" if word == "m" and own in SECONDS else unit_of(word)
    if typed == own or same_word(word, own):
        return 1.0
    if typed in SECONDS and own in SECONDS:
        return SECONDS[typed] / SECONDS[own]
    if typed not in _UNIT.values() or not typed:
        raise _no_number(original)
    wanted = f"in {own}" if own else "without a unit"
    raise Refused(f"{echo(original)} does not fit: this is counted {wanted}", f"Type the number {wanted}")


def _mantissa(text: str, original: str) -> float:
    """Return the number of digits with separators; what could be thousands or a fraction is asked back."""
    number = text.strip().replace("'", " ").replace("’", " ").replace("_", " ")
    head, mark, power = number.lower().partition("e")
    if mark and not digits_only(power.lstrip("+-")):
        raise _no_number(original)
    value = float(_separated(head, original) + mark + power)
    if not isfinite(value):
        raise Refused(f"{echo(original)} is too large", "Type a smaller number")
    return value


def _separated(text: str, original: str) -> str:
    commas, points, blanks = text.count(","), text.count("."), text.count(" ")
    if commas and points:
        fraction = max(",", ".", key=text.rfind)
        grouping = "," if fraction == "." else "."
        if text.count(fraction) > 1 or blanks:
            raise _no_number(original)
    elif commas + points == 1 and not blanks:
        fraction, grouping = ("," if commas else "."), ""
        before, after = text.split(fraction)
        if len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0" and digits_only(before + after):
            raise Refused(
                f"{echo(original)} can be read as {before + after} or as {before}.{after}",
                f"Type {before + after} or {before}.{after}0",
            )
    elif commas + points > 1 and not blanks:
        fraction, grouping = "", ("," if commas else ".")
    else:
        fraction, grouping = ("," if commas else "." if points else ""), " "
    return _joined(text, fraction, grouping, original)


def _joined(text: str, fraction: str, grouping: str, original: str) -> str:
    whole, _, part = text.partition(fraction) if fraction else (text, "", "")
    groups = whole.split(grouping) if grouping else [whole]
    later = groups[1:]
    good = all(len(group) == 3 for group in later) and (not later or 1 <= len(groups[0]) <= 3)
    joined = "".join(groups)
    if not good or (fraction and not digits_only(part)) or not (digits_only(joined) or (not joined and part)):
        raise _no_number(original)
    return f"{joined or '0'}.{part or '0'}"


def _checked(value: float, original: str) -> float:
    if not isfinite(value) or abs(value) > LARGEST:
        raise Refused(f"{echo(original)} is too large", "Type a smaller number")
    return float(f"{value:.12g}") + 0.0


def _no_number(original: str) -> Refused:
    return Refused(f"{echo(original)} is not a number", "Type one such as 95, 1.2M or =-5")


def format_number(value: float | None, unit: str = "") -> str:
    """Return a number short and the same everywhere: "2.4d", "108.2%", "€1.2M", "2.1x", "yes", "-" for None.

    Two decimals at most from 1 on, one from 10 on; k from 10,000 on, then M and B. Between 99 and 101 two are
    kept: 99.95 % must not look like 100 %. Other units ("logos") are left to the title.
    """
    if value is None:
        return "-"
    own = unit_of(unit)
    if own == "yes/no" and value in (0, 1):
        return "yes" if value else "no"
    sign, size = "-" * (value < 0), abs(value)
    if own in MONEY:
        return _unsigned(sign + _SYMBOLS.get(own, own + " "), _short(size))
    decimals = 1 if own == "%" and size >= 1 and not 99 < size < 101 else None
    return _unsigned(sign, _short(size, decimals)) + (own if own in (*DURATIONS, "%", "x") else "")


def format_share(fraction: float | None) -> str:
    """Return a progress as whole per cent: 0.385 is "39%", -0.25 is "-25%", None is "-".

    What is not yet all never shows as 100 %, and what is short of the start never as 0 %.
    """
    if fraction is None:
        return "-"
    percent = int(abs(fraction) * 100 + 0.5 + 1e-9)
    if 1 - 1e-9 > fraction > 0 and percent >= 100:
        percent = 99
    if fraction < -1e-9:
        return f"-{max(percent, 1)}%"
    return f"{percent}%"


def _unsigned(sign: str, shown: str) -> str:
    """Join sign and number, without a sign in front of a zero."""
    return (sign if any(char in "123456789" for char in shown) else sign.replace("-", "")) + shown


def _short(size: float, decimals: int | None = None) -> str:
    for limit, mark in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        scale = 1e3 if mark == "k" else limit
        if size >= limit - (limit / 2e3 if mark != "k" else 0.5):
            return _stripped(f"{size / scale:.1f}") + mark
    if decimals is None:
        decimals = 3 if size < 1 else 2 if size < 10 or 99 < size < 101 else 1
    if 0 < size < 0.0005:
        return f"{size:.1e}"
    return _stripped(f"{size:.{decimals}f}")


def _stripped(shown: str) -> str:
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
