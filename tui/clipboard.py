"""The way to the clipboard that works over ssh inside tmux (interface.md 8)."""

from __future__ import annotations

import os


def offer_to_tmux(text: str) -> str:
    """Put `text` into tmux's buffer when there is a tmux; return where it went in words, "" for nowhere.

    tmux drops a bare OSC 52 by default, `load-buffer -w` hands the text on to the terminal itself.
    """
    if not os.environ.get("TMUX"):
        return ""
    import subprocess

    try:
        subprocess.run(["tmux", "load-buffer", "-w", "-"], input=text.encode(), timeout=1, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return "In the tmux buffer, and sent to the terminal's clipboard, if it takes it."
