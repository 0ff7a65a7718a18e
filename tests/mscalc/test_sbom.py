"""The list of what the site is made of is the list of what is installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


def test_the_list_of_parts_is_what_is_locked():
    parts = json.loads((ROOT / "sbom.json").read_text("utf-8"))
    locked = (ROOT / "requirements" / "run.txt").read_text("utf-8")

    assert parts["bomFormat"] == "CycloneDX"
    assert {(part["name"], part["version"]) for part in parts["components"]} == {
        tuple(found) for found in PIN.findall(locked)
    }


def test_every_locked_part_has_a_hash():
    for name in ("run", "dev", "postgresql", "peers", "sbom"):
        locked = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
        for part in re.split(r"\n(?=\S)", locked.strip()):
            assert "--hash=sha256:" in part, part[:60]
