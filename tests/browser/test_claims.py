"""From a statement to its claim and back, and how much of an explanation is in sight."""

from __future__ import annotations

import pytest

from tests.browser.looks import go


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def reader(browser, base_url, request):
    """A page with and without JavaScript."""
    context = browser.new_context(base_url=base_url, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def test_a_statement_leads_to_its_claim_and_the_explanation_stays(reader):
    reader.goto("/")
    reader.check("[name=ebv][value=positive_test]")
    go(reader)
    reader.wait_for_selector("[data-card='ebv.positive_test']")

    reader.locator("[data-card='ebv.positive_test'] summary").first.click()
    with reader.context.expect_page() as opened:
        reader.click(".beside a[href='/claims/ebv_32_times/']")
    claim = opened.value
    claim.wait_for_selector(".comparison")
    assert claim.url.endswith("/claims/ebv_32_times/")
    claim.close()

    assert reader.locator("[data-card='ebv.positive_test']").is_visible()
    assert reader.is_checked("[name=ebv][value=positive_test]")


def test_a_figure_its_comparison_and_its_limits_are_in_sight_and_research_one_step_behind(reader):
    reader.goto("/")
    reader.check("[name=ebv][value=positive_test]")
    go(reader)
    card = reader.locator("[data-card='ebv.positive_test']")
    card.wait_for()

    for part in (".figure", ".comparison", ".unsaid"):
        assert card.locator(f"> {part}, > * > {part}").first.is_visible()
    assert not card.locator(".sources").is_visible()

    card.locator("summary").first.click()

    assert card.locator(".more > section.beyond").is_visible()
    assert card.locator(".beside").is_visible()


def test_a_saved_picture_opens_alone(page, tmp_path):
    page.goto("/pictures/")
    page.locator("#ranges").get_by_text("Save as slides").click()
    with page.expect_download() as saved:
        page.locator("#ranges .acts a").first.click()
    assert saved.value.suggested_filename == "ranges-1-edition-1.svg"
    saved.value.save_as(tmp_path / "ranges.svg")
    page.goto(f"file://{tmp_path / 'ranges.svg'}")
    assert page.locator("text").count() > 20
