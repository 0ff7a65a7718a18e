"""The Nu HTML checker finds no error on any page or fragment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
from django.template.loader import render_to_string

from riskfactors.site.leaflets import LEAFLETS
from riskfactors.teach.urls import PAGES as TEACHING
from tests.mscalc.test_errors import NAMES

JAR = os.environ.get("VNU_JAR")
FULL = {
    "ebv": "positive_test",
    "vitamin_d": "below_50",
    "smoking": "current",
    "family_history": "identical_twin",
}
WRONG = {"vitamin_d": "measured", "vitamin_d_value": "5,000", "vitamin_d_unit": "nmol/L"}
EDUCATORS = (
    *("/cases/never-tested/", "/cases/1.mono.-.now.close/?from=identical-twin", "/cases/1.mono/"),
    *("/compare/", "/compare/?a=identical-twin&b=1.mono.-.now.close", "/compare/?a=x&c=y"),
    *("/interplay/", "/interplay/?smoking=absent", "/interplay/?ebv=x"),
)
ALONE = (
    *("/pictures/", "/pictures/?projector=1&qr=1"),
    *("/claims/", "/claims/?factor=x", "/claims/ebv_32_times/", "/claims/women_2_to_3/"),
    *("/teach/twenty/", "/teach/twenty/notes/", "/teach/forty-five/"),
    *("/handouts/cases/never-tested/", "/handouts/self-check/"),
    *("/handouts/headlines/", "/lesson-pack.html", "/embedding/?case=never-tested"),
    *("/embed/questions/", "/embed/cases/never-tested/", "/teach/?projector=1&qr=1"),
    "/embed/compare/?a=never-tested&b=1.mono.-.now.-",
)
# All are in CSS today; the checker's list is older than they are.
NEWER_THAN_THE_CHECKER = {
    *(
        f"CSS: “{name}”: Property “{name}” doesn't exist."
        for name in ("paint-order", "field-sizing", "container")
    ),
    "CSS: Unrecognized at-rule “@container”",
}
AROUND = '<!doctype html><html lang="en"><head><title>x</title></head><body>{}</body></html>'


def written(client):
    """Every page and fragment by a name."""
    yield from ((name, client.get(f"/{name}/").text) for name in (*LEAFLETS, *TEACHING))
    for number, path in enumerate(EDUCATORS):
        yield f"educators-{number}", client.get(path).text
        fragment = client.get(path, headers={"HX-Request": "true"}).text
        yield f"educators-{number}-fragment", AROUND.format(fragment)
    for number, path in enumerate(ALONE):
        alone = client.get(path)
        assert alone.status_code == 200, path
        yield f"alone-{number}", alone.text
    yield "compose", client.get("/cases/compose/?ebv=x").text
    yield "nobody", client.get("/cases/nobody/").text
    yield from ((name, render_to_string(f"{name}.html")) for name in NAMES)
    for name, given in {"first": {}, "full": FULL, "wrong": WRONG}.items():
        yield name, client.post("/", given).text
        fragment = client.post("/", given, headers={"HX-Request": "true"}).text
        yield f"{name}-fragment", AROUND.format(fragment)


@pytest.mark.slow
@pytest.mark.skipif(not (JAR and shutil.which("java")), reason="no VNU_JAR")
def test_every_page_and_fragment_is_valid(client, tmp_path):
    for name, html in written(client):
        (tmp_path / f"{name}.html").write_text(html, "utf-8")

    checker = ["java", "-jar", JAR, "--errors-only", "--format", "json", "--exit-zero-always"]
    done = subprocess.run(
        [*checker, *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        check=True,
        text=True,
    )

    told = json.loads(done.stderr)["messages"]
    errors = {
        f"{one['url'].rpartition('/')[2]}: {one['message']}"
        for one in told
        if one["message"] not in NEWER_THAN_THE_CHECKER
    }
    assert errors == set()
