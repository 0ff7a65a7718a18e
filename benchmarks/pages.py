"""The same form made in other ways, from our own texts, to be measured beside ours."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

from django.test import Client

from riskfactors.editions import explanations, live
from riskfactors.engine.answers import VALUES, Answers, Smoking, all_answers

ROUND_TRIP = """
const form = document.getElementById("answers");
form.addEventListener("change", async () => {
  const sent = await fetch("/?explanation.gz", { method: "POST", body: new FormData(form) });
  const html = await sent.text();
  const shown = html.replaceAll("smoking.past", "smoking." + form.elements.smoking.value);
  const made = document.createElement("template");
  made.innerHTML = shown;
  for (const one of [...made.content.children]) document.getElementById(one.id).replaceWith(one);
});
"""
STATIC = """
const form = document.getElementById("answers");
const part = (key) => document.querySelector(`[data-part="${key}"]`).innerHTML;
form.addEventListener("change", () => {
  for (const name of ["ebv", "vitamin_d", "smoking", "family_history"]) {
    const { value } = form.elements[name];
    document.getElementById(`${name}-place`).innerHTML = value ? part(`${name}.${value}`) : "";
  }
  document.getElementById("together").innerHTML = part("closing");
});
"""


def write(folder: Path, style: Path) -> None:
    """Write what the peers serve into a folder: two pages, an explanation, and texts as data."""
    from riskfactors.site.calculator import blocks_of

    edition = live.current()
    page = Client(SERVER_NAME="127.0.0.1").get("/").text
    closing = (explanations.notice(edition, key) for key in ("not_combined", "where_to_turn"))
    cards = {**explanations.cards(edition), "closing": "".join(closing)}
    hidden = "".join(
        f'<template data-part="{key}">{html}</template>' for key, html in cards.items()
    )
    css = style.read_text("utf-8")
    explanation = "".join(blocks_of(edition, Answers(smoking=Smoking.PAST))).encode()
    texts: dict[str, Any] = {
        "style": css,
        "explanations": {
            _name(answers): "".join(explanations.places(edition, answers).values())
            for answers in all_answers()
        },
        "questions": {
            factor: {
                "legend": edition.questions[factor].legend,
                "hint": edition.questions[factor].hint.html,
                "options": {value: edition.options[f"{factor}.{value}"].label for value in values},
            }
            for factor, values in VALUES.items()
        },
    }
    (folder / "round-trip.gz").write_bytes(_zipped(_scripted(page, css, ROUND_TRIP)))
    (folder / "static.gz").write_bytes(_zipped(_scripted(page, css, STATIC, hidden)))
    (folder / "explanation.gz").write_bytes(gzip.compress(explanation))
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")


def _name(answers: Answers) -> str:
    return ",".join(getattr(answers, factor) or "" for factor in VALUES)


def _scripted(page: str, css: str, script: str, more: str = "") -> str:
    """Our page with its style and this script inside, and none of its own scripts."""
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{css}</style>", page)
    return page.replace("</body>", f"{more}<script>{script}</script></body>")


def _zipped(html: str) -> bytes:
    return gzip.compress(html.encode())
