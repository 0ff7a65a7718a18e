"""Handouts as they come out of a printer."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.browser.looks import LOOKS, examine, sampled

# The handout, its learners' sheets, and all its sides on A4 and on Letter.
HANDOUTS = {
    "cases/from-one-list": ("Daniela", 1, 2, 2),
    "cases/nothing-answered": ("Sam", 1, 2, 2),
    "self-check": ("Priya", 1, 2, 2),
    "headlines": ("Women", 1, 2, 2),
}
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext")


def sides(page, name, paper, folder):
    """The words on each side of the printed handout."""
    page.goto(f"/handouts/{name}/")
    file = folder / "handout.pdf"
    page.pdf(path=file, format=paper)
    done = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True, text=True
    )
    return done.stdout.split("\f")[:-1]


@needs_poppler
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", HANDOUTS)
def test_the_key_has_sheets_of_its_own_and_nothing_is_cut(page, tmp_path, name, paper):
    word, learners, a4, letter = HANDOUTS[name]
    found = sides(page, name, paper, tmp_path)
    first_key = next(i for i, side in enumerate(found) if "Answer key" in side or i >= learners)

    assert len(found) <= {"A4": a4, "Letter": letter}[paper]
    assert word in "".join(found[:first_key])
    assert "Answer key" in found[-1]
    keyed = "".join(found[first_key:])
    page.emulate_media(media="print")
    key = page.locator(".sheet--key").inner_text()
    squeezed = re.sub(r"\W", "", keyed)
    for line in filter(None, key.splitlines()):
        assert re.sub(r"\W", "", line)[:25] in squeezed, line


@needs_poppler
def test_no_answer_shows_on_the_learners_side(page, tmp_path):
    found = sides(page, "self-check", "A4", tmp_path)

    assert "This fits" not in found[0]
    assert "".join(found).count("This fits") == 10


NAMES = ("cases/from-one-list", "self-check", "headlines")


@pytest.mark.parametrize(
    ("name", "look"), sampled(NAMES, ("light", "phone", "forced", "enlarged", "dark"))
)
def test_a_handout_can_be_read_on_a_screen_too(browser, base_url, name, look):
    context = browser.new_context(base_url=base_url, **LOOKS[look])
    page = context.new_page()
    page.goto(f"/handouts/{name}/")

    examine(page)
    assert page.get_by_role("button", name="Print both sheets").is_visible()
    context.close()


def test_print_prints(page):
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto("/handouts/self-check/")
    page.get_by_role("button", name="Print both sheets").press("Enter")

    assert page.evaluate("window.printed")
