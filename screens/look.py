"""How the screens look: a palette of themes/ as rich Styles by token, and as a Textual theme.

Made once per theme. Widgets of ours ask `look.style(token)`; nothing on a screen names a colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.style import Style as RichStyle
from textual.theme import BUILTIN_THEMES, Theme

from themes.glyphs import UNICODE, Glyphs
from themes.palette import Look as TokenLook
from themes.palette import Palette

ANSI_DEFAULT = "ansi_default"


def rich_style(look: TokenLook) -> RichStyle:
    """Return the rich Style of a palette's look."""
    return RichStyle(
        color=look.fg or None,
        bgcolor=look.bg or None,
        bold=look.bold or None,
        italic=look.italic or None,
        underline=look.underline or None,
        reverse=look.reverse or None,
    )


@dataclass(slots=True)
class Look:
    """One theme in use: its name for Textual, styles by token, glyphs."""

    name: str
    styles: dict[str, RichStyle]
    theme: Theme
    glyphs: Glyphs = UNICODE
    _joined: dict[tuple[str, str], RichStyle] = field(default_factory=dict)
    _inks: dict[str, tuple[RichStyle, object]] = field(default_factory=dict)

    def style(self, token: str) -> RichStyle:
        """Return the style of a token; an unknown one falls back to what stands before its dot, then plain."""
        found = self.styles.get(token)
        if found is None:
            found = self.styles.get(token.partition(".")[0], self.styles[""])
            self.styles[token] = found
        return found

    def ink(self, token: str, under: str = "") -> tuple[RichStyle, object]:
        """Return the style of a token and its ground: blanks in styles of one ground look alike, None for no ground."""
        key = f"{token}/{under}" if under else token
        ink = self._inks.get(key)
        if ink is None:
            style = self.on(token, under) if under else self.style(token)
            ground = None if style.underline or style.reverse else (style.bgcolor,)
            ink = self._inks[key] = (style, ground)
        return ink

    def on(self, token: str, under: str) -> RichStyle:
        """Return the style of `token` on the background of the token `under` (a bar's colour)."""
        key = (token, under)
        style = self._joined.get(key)
        if style is None:
            below, above = self.style(under), self.style(token)
            plain = self.styles[""]
            style = below + RichStyle(
                color=above.color if above.color != plain.color else below.color,
                bgcolor=above.bgcolor if above.bgcolor != plain.bgcolor else below.bgcolor,
                bold=above.bold, italic=above.italic, underline=above.underline, reverse=above.reverse,
            )  # fmt: skip
            self._joined[key] = style
        return style


def colourless(styles: Mapping[str, RichStyle]) -> dict[str, RichStyle]:
    """Return the styles without colours; what had a background of its own is drawn reversed."""
    plain = styles[""]
    return {
        token: RichStyle(
            bold=style.bold, italic=style.italic, underline=style.underline,
            reverse=style.reverse or (style.bgcolor is not None and style.bgcolor != plain.bgcolor) or None,
        )
        for token, style in styles.items()
    }  # fmt: skip


def make_look(palette: Palette, glyphs: Glyphs = UNICODE, *, colours: bool = True) -> Look:
    """Return the look of a palette. colours: False for NO_COLOR, where nothing but bold, underline,
    italic and reverse reaches the terminal."""
    ansi = palette.kind == "ansi" or not colours
    base = dict.fromkeys(palette.base, ANSI_DEFAULT) if not colours else dict(palette.base)
    plain = RichStyle() if ansi else RichStyle(color=base["foreground"], bgcolor=base["background"])
    styles = {token: plain + rich_style(look) for token, look in palette.looks.items()}
    styles[""] = plain
    styles["panel"] = RichStyle(reverse=True) if ansi else plain + RichStyle(bgcolor=base["panel"])
    if not colours:
        styles = colourless(styles)
    return Look(name=f"oar-{palette.name}", styles=styles, theme=_theme(palette, base, ansi), glyphs=glyphs)


def _theme(palette: Palette, base: Mapping[str, str], ansi: bool) -> Theme:
    """Return the Textual theme around our own widgets: background, scrollbars, foreign widgets."""
    colour = {
        key: f"ansi_{value}" if ansi and not value.startswith("ansi_") else value for key, value in base.items()
    }
    return Theme(
        name=f"oar-{palette.name}",
        primary=colour["primary"],
        secondary=colour["secondary"],
        accent=colour["accent"],
        warning=colour["warning"],
        error=colour["error"],
        success=colour["success"],
        foreground=colour["foreground"],
        background=colour["background"],
        surface=colour["surface"],
        panel=colour["panel"],
        boost=colour["boost"],
        dark=palette.kind != "light",
        ansi=ansi,
        variables={
            **(BUILTIN_THEMES["ansi-dark"].variables if ansi else {}),
            "border": colour["border"],
            "scrollbar": colour["scrollbar"],
        },
    )
