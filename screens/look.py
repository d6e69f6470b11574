"""How the screens look: a palette of themes/ as rich Styles by token, and as a Textual theme.

Made once per theme. Widgets of ours ask `look.style(token)`; nothing on a screen names a colour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

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


class Look:
    """One theme in use: its name for Textual, styles by token, glyphs.

    styles: the plain one and those no palette names. make: gives a token's style, None for a token it does not know.
    """

    def __init__(
        self,
        name: str,
        styles: dict[str, RichStyle],
        theme: Theme,
        glyphs: Glyphs,
        make: Callable[[str], RichStyle | None],
    ) -> None:
        self.name = name
        self.styles = styles
        self.theme = theme
        self.glyphs = glyphs
        self._make = make
        self._joined: dict[tuple[str, str], RichStyle] = {}
        self._inks: dict[str, tuple[RichStyle, object]] = {}

    def style(self, token: str) -> RichStyle:
        """Return the style of a token; an unknown one falls back to what stands before its dot, then plain."""
        found = self.styles.get(token)
        if found is None:
            found = self._make(token)
            if found is None:
                above = token.partition(".")[0]
                found = self.styles[""] if above == token else self.style(above)
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


def colourless(style: RichStyle, plain: RichStyle) -> RichStyle:
    """Return a style without colours; what had a background of its own is drawn reversed."""
    return RichStyle(
        bold=style.bold, italic=style.italic, underline=style.underline,
        reverse=style.reverse or (style.bgcolor is not None and style.bgcolor != plain.bgcolor) or None,
    )  # fmt: skip


def make_look(palette: Palette, glyphs: Glyphs = UNICODE, *, colours: bool = True) -> Look:
    """Return the look of a palette. colours: False for NO_COLOR, where nothing but bold, underline,
    italic and reverse reaches the terminal."""
    ansi = palette.kind == "ansi" or not colours
    base = dict.fromkeys(palette.base, ANSI_DEFAULT) if not colours else dict(palette.base)
    plain = RichStyle() if ansi else RichStyle(color=base["foreground"], bgcolor=base["background"])

    def make(token: str) -> RichStyle | None:
        look = palette.looks.get(token)
        if look is None:
            return None
        style = plain + rich_style(look)
        return style if colours else colourless(style, plain)

    panel = RichStyle(reverse=True) if ansi else plain + RichStyle(bgcolor=base["panel"])
    name, theme = f"oar-{palette.name}", _theme(palette, base, ansi)
    return Look(name, {"": plain, "panel": panel}, theme, glyphs, make)


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
