"""The least a Textual program can be: what start and memory are measured against."""

from textual.app import App

if __name__ == "__main__":
    App[None]().run()
