"""Palettes: complete, readable, colourless where promised, and clear about a user's mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes import built_in, make, palette_files
from themes.glyphs import STATUSES
from themes.palette import ANSI_COLOURS, BASE, BUILT_IN, Look, Palette, ThemeError, load_palette, palette_names
from themes.sgr import TOKENS

RGB = [name for name in BUILT_IN if load_palette(name).kind != "ansi"]
READ = [*STATUSES, "badge.off", "good", "bad", "same", "muted", "head", "key", "ref", "spark", "spark.gap", "live"]
ROWS = ["cursor", "marked", "offline"]


def ink(palette: Palette, token: str) -> tuple[str, str]:
    """Return the (foreground, background) that a token ends up with on the background of a screen."""
    look = palette.look(token)
    pair = (look.fg or palette.base["foreground"], look.bg or palette.base["background"])
    return (pair[1], pair[0]) if look.reverse else pair


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_palette_covers_every_token_and_base_colour(name: str) -> None:
    palette = load_palette(name)
    assert palette.name == name
    assert tuple(palette.looks) == TOKENS
    assert tuple(palette.base) == BASE


@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
@pytest.mark.parametrize("name", RGB)
def test_statuses_and_small_print_are_readable_wherever_they_stand(name: str, ground: str) -> None:
    palette = load_palette(name)
    for token in READ:
        fg, bg = ink(palette, token)
        behind = bg if palette.look(token).bg else palette.base[ground]
        assert contrast(fg, behind) >= 4.5, token


@pytest.mark.parametrize("name", RGB)
def test_rows_in_one_style_and_plain_text_are_readable(name: str) -> None:
    palette = load_palette(name)
    assert all(contrast(*ink(palette, token)) >= 4.5 for token in ROWS)
    assert all(contrast(palette.base["foreground"], palette.base[on]) >= 7 for on in ("background", "panel"))


def test_high_contrast_reaches_seven_for_every_status() -> None:
    palette = load_palette("contrast")
    assert all(contrast(*ink(palette, token)) >= 7 for token in READ)


@pytest.mark.parametrize("name", BUILT_IN)
def test_off_is_filled_risk_is_bold_and_ok_is_quiet(name: str) -> None:
    palette = load_palette(name)
    assert palette.look("badge.off").bg or palette.look("badge.off").reverse
    assert palette.look("risk").bold
    assert palette.look("ok") == Look(fg=palette.look("ok").fg)


def test_mono_carries_no_colour() -> None:
    palette = load_palette("mono")
    assert set(palette.base.values()) == {"default"}
    assert all(look.fg == look.bg == "" for look in palette.looks.values())


def test_terminal_palette_uses_the_terminals_own_colours() -> None:
    palette = load_palette("ansi16")
    used = {palette.base[key] for key in BASE} | {look.fg for look in palette.looks.values()} - {""}
    assert used <= set(ANSI_COLOURS)


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_user_theme_changes_one_colour_and_inherits_the_rest(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[base]\nprimary = "#00aaff"\n[tokens]\nok = { fg = "$primary" }\n')
    palette = load_palette("mine", tmp_path)
    dark = load_palette("dark")
    assert palette.look("ok") == Look(fg="#00aaff")
    assert palette.look("accent").fg == "#00aaff"
    assert palette.look("risk") == dark.look("risk")
    assert palette.base["background"] == dark.base["background"]


def test_user_theme_may_build_on_another_user_theme(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('kind = "light"\n[base]\naccent = "#333333"\n')
    (tmp_path / "two.toml").write_text('kind = "light"\nbased_on = "one"\n')
    assert load_palette("two", tmp_path).base["accent"] == "#333333"
    assert palette_names(tmp_path) == (*BUILT_IN, "one", "two")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[tokens]\nofff = { bold = true }", "tokens.offf: there is no such token"),
        ('[tokens]\noff = { fg = "reddish" }', "tokens.off.fg: 'reddish' is not a colour such as #ffcc00"),
        ('[tokens]\noff = { fg = "$primry" }', "tokens.off.fg: '$primry' is not a colour"),
        ("[tokens]\noff = { blink = true }", "tokens.off.blink: there is no such key"),
        ('[tokens]\noff = { bold = "yes" }', "tokens.off.bold: must be true or false"),
        ('[tokens]\noff = "bold"', "tokens.off: must be a table"),
        ("[tokens]\nbar.empty = { bold = true }", 'tokens.bar.empty: write this token in quotes, "bar.empty"'),
        ('[base]\nprimary = "#12345"', "base.primary: '#12345' is not a colour"),
        ("[base]\nprimary = 7", "base.primary: 7 is not a colour"),
        ('[base]\nprimry = "#123456"', "base.primry: there is no such base colour"),
        ('kind = "ansi"\n[base]\nprimary = "#123456"', "base.primary: '#123456' is not a colour of the terminal"),
        ('kind = "sepia"', "kind: 'sepia' is none of dark, light, ansi"),
        ('based_on = "nowhere"', "based_on: there is no theme 'nowhere'"),
        ('based_on = "mine"', "based_on: 'mine' leads back to this theme"),
        ('based_on = "mono"', "based_on: 'mono' is of kind ansi, this theme of kind dark"),
        ('colour = "x"', "colour: there is no such key"),
        ('"a\\u001b[2Jb" = 1', "there is no such key"),
        ("tokens = 3", "tokens: must be a table, [tokens]"),
        ("[base", "is not valid TOML"),
        (b"\xff\xfe\x00", "is not a text file"),
        (b"#" * 200_000, "is too large for a theme"),
    ],
)
def test_mistake_in_a_user_theme_is_one_line_with_file_and_key(tmp_path: Path, content: str | bytes, says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ThemeError) as caught:
        load_palette("mine", tmp_path)
    line = str(caught.value)
    assert line.startswith("mine.toml: ")
    assert says in line
    assert line.isprintable()


@pytest.mark.parametrize("name", ["nowhere", "../dark", "/etc/passwd", ""])
def test_unknown_theme_names_those_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(ThemeError, match="there are dark, light"):
        load_palette(name, tmp_path)


def test_unreadable_theme_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(ThemeError, match=r"mine\.toml: cannot be read"):
        load_palette("mine", tmp_path)


def test_ready_palettes_are_what_their_files_say() -> None:
    assert {name: palette_files.read(palette_files.HOME / f"{name}.toml") for name in BUILT_IN} == built_in.PALETTES
    assert (palette_files.HOME / "built_in.py").read_text(encoding="utf-8") == make.source()
