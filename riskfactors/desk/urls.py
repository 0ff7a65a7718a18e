"""Addresses for editors, reviewers and fact-checkers, all under the admin's path."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from riskfactors.desk import (
    audit,
    effects,
    exchange,
    fact_check_links,
    fact_checks,
    first_editor,
    history,
    making,
    openings,
    overview,
    people,
    preview,
    publishing,
    remarks,
    review,
    writing,
)

COMPARED = "admin/desk/compare/<str:before>/<str:after>/"
VERSIONS = "admin/desk/versions/<str:kind>/<str:key>/"
OF_CANDIDATE = "admin/preview/candidate/<int:pk>/"

urlpatterns = [
    path("admin/setup/<str:token>/", first_editor.first_editor, name="first_editor"),
    path("admin/desk/", overview.desk, name="desk"),
    path("admin/desk/effect/", effects.effect, name="effect"),
    path("admin/desk/effect/<str:code>/", effects.explanation, name="effect_on"),
    path("admin/desk/compare/", effects.choose, name="choose"),
    path(COMPARED, effects.compare, name="compare"),
    path(f"{COMPARED}<str:code>/", effects.explanation, name="compare_on"),
    path("admin/desk/export/<str:which>.<str:form>", exchange.export, name="export"),
    path("admin/desk/import/", RedirectView.as_view(pattern_name="editions")),
    path("admin/riskfactors/edition/", RedirectView.as_view(pattern_name="editions")),
    path("admin/desk/audit.csv", audit.audit_csv, name="audit_csv"),
    path("admin/desk/send/", review.send, name="send"),
    path("admin/desk/candidate/<int:pk>/", review.candidate, name="candidate"),
    path("admin/desk/candidate/<int:pk>/approve/", review.approval, name="approve"),
    path("admin/desk/candidate/<int:pk>/invite/", fact_check_links.invitation, name="invite"),
    path("admin/desk/check/<int:pk>/revoke/", fact_check_links.revocation, name="revoke_check"),
    path("admin/desk/candidate/<int:pk>/ask/", review.request_for_changes, name="ask"),
    path("admin/desk/remarks/", remarks.remarks, name="remarks"),
    path("admin/desk/remarks/new/", remarks.remark, name="remark"),
    path("admin/desk/remarks/<int:pk>/reply/", remarks.answer, name="reply"),
    path("admin/desk/publish/", publishing.publication, name="publish"),
    path("admin/desk/editions/", publishing.editions, name="editions"),
    path("admin/desk/editions/<int:number>/roll-back/", publishing.rollback, name="roll_back"),
    path(VERSIONS, history.history, name="history"),
    path(f"{VERSIONS}<int:number>/", history.bring_back, name="bring_back"),
    path("admin/desk/people/", people.people, name="people"),
    path("admin/desk/people/<int:pk>/", people.person, name="person"),
    path("admin/password/<int:pk>/<str:token>/", people.own_password, name="own_password"),
    path("admin/password/<int:pk>/<str:token>", RedirectView.as_view(pattern_name="own_password")),
    path("admin/texts/<int:pk>/glance/", writing.text_preview, name="glance"),
    path("admin/texts/<int:pk>/move/", making.move, name="move_text"),
    path("admin/texts/<int:pk>/draft/", writing.discard, name="draft"),
    path("admin/texts/<int:pk>/open/", openings.still_open, name="still_open"),
    path("admin/texts/<int:pk>/dismiss/", writing.dismissal, name="dismiss"),
    path("admin/texts/dismissed/<int:pk>/undo/", writing.undo_dismissal, name="undo_dismissal"),
    path("admin/preview/", preview.preview, name="preview"),
    path(OF_CANDIDATE, preview.candidate_preview, name="candidate_preview"),
    path(f"{OF_CANDIDATE}<path:page>", preview.candidate_preview, name="candidate_preview"),
    path("admin/preview/<path:page>", preview.preview, name="preview"),
    path("admin/check/<str:token>/", fact_checks.check, name="check"),
    path("admin/check/<str:token>/<str:kind>/", fact_checks.check, name="check_kind"),
    # A mail program may cut the last slash off; the admin would then ask to sign in.
    path("admin/check/<str:token>", RedirectView.as_view(pattern_name="check")),
]
