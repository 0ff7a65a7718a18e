"""The same form in NiceGUI. Runs in an environment of its own: see `make bench`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from nicegui import ui

TEXTS = json.loads(Path(os.environ["TEXTS"]).read_text("utf-8"))


@ui.page("/")
def form():
    """Four questions, a number with its unit, and what the answers get."""
    chosen = {}
    ui.add_css(TEXTS["style"])
    ui.label("Four factors and MS").classes("text-h4")

    def answer(factor, value):
        chosen[factor] = value
        name = ",".join(chosen.get(factor) or "" for factor in TEXTS["questions"])
        shown.set_content(TEXTS["explanations"][name])

    with ui.row():
        with ui.column():
            for factor, asked in TEXTS["questions"].items():
                ui.label(asked["legend"])
                ui.html(asked["hint"], sanitize=False)
                ui.radio(
                    asked["options"],
                    on_change=lambda event, factor=factor: answer(factor, event.value),
                ).classes(factor)
            ui.input("Number")
            ui.radio(["nmol/L", "ng/mL"])
        shown = ui.html("", sanitize=False)


ui.run(host="127.0.0.1", port=int(sys.argv[1]), show=False, reload=False, title="Four factors")
