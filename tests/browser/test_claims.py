"""From a statement to its claim and back, and how much of an explanation is in sight."""

from __future__ import annotations

import pytest


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def reader(browser, base_url, request):
    """A page with and without JavaScript."""
    context = browser.new_context(base_url=base_url, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def test_a_statement_leads_to_its_claim_and_the_explanation_stays(reader):
    reader.goto("/")
    reader.check("[name=ebv][value=mono]")
    reader.click("button[type=submit]")
    reader.wait_for_selector("[data-card='ebv.mono']")

    with reader.context.expect_page() as opened:
        reader.click(".beside a[href='/claims/ebv_32_times/']")
    claim = opened.value
    claim.wait_for_selector(".comparison")
    assert claim.url.endswith("/claims/ebv_32_times/")
    claim.close()

    assert reader.locator("[data-card='ebv.mono']").is_visible()
    assert reader.is_checked("[name=ebv][value=mono]")


def test_each_depth_keeps_a_figure_with_its_comparison(reader):
    reader.goto("/")
    reader.check("[name=ebv][value=mono]")
    reader.check("[name=smoking][value=current]")
    reader.click("button[type=submit]")
    reader.wait_for_selector("[data-card='smoking.current']")
    asked = []
    reader.on("request", lambda request: asked.append(request.url))

    def seen(selector):
        return reader.locator(selector).first.is_visible()

    kept = (".figure", ".comparison", ".unsaid", ".common", "[data-notice=not_combined]")
    for depth, research, evidence in (
        ("short", False, False),
        ("classroom", True, True),
        ("standard", True, False),
    ):
        reader.check(f"[name=depth][value={depth}]")
        assert all(seen(f"#explanation {one}") for one in kept)
        assert seen(".card > section.beyond > p") is research
        assert seen(".notes") is research
        assert seen(".evidence") is evidence
        assert seen("p.depth__short") is (depth == "short")
    assert asked == []


def test_the_choice_comes_with_an_explanation_and_survives_a_change(page):
    page.goto("/")
    assert not page.locator(".depth").is_visible()
    page.check("[name=ebv][value=mono]")
    page.wait_for_selector("[data-card='ebv.mono']")
    page.check("[name=depth][value=short]")
    page.check("[name=smoking][value=never]")
    page.wait_for_selector("[data-card='smoking.never']")

    assert page.is_checked("[name=depth][value=short]")
    assert not page.locator(".card > section.beyond > p").first.is_visible()


def test_a_saved_picture_opens_alone(page, tmp_path):
    page.goto("/pictures/")
    with page.expect_download() as saved:
        page.click("#ranges .button")
    assert saved.value.suggested_filename == "ranges-edition-1.svg"
    saved.value.save_as(tmp_path / "ranges.svg")
    page.goto(f"file://{tmp_path / 'ranges.svg'}")
    assert page.locator("text").count() > 20
