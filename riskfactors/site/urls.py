"""Addresses that visitors read."""

from __future__ import annotations

from django.urls import path

from riskfactors.pages import embeddable, page
from riskfactors.site import calculator, changes, claims, crawlers, leaflets
from riskfactors.site.leaflets import LEAFLETS

urlpatterns = [
    path("", page(calculator.calculator), name="calculator"),
    *(path(f"{name}/", page(leaflets.leaflet), {"name": name}, name=name) for name in LEAFLETS),
    path("claims/", page(claims.claims), name="claims"),
    path("claims/<str:key>/", page(claims.claim), name="claim"),
    path("claims.csv", page(claims.claims_csv), name="claims_csv"),
    path("claims.json", page(claims.claims_json), name="claims_json"),
    path("changes/", page(changes.changes), name="changes"),
    path("changes/feed/", crawlers.feed, name="changes_feed"),
    path("editions/<int:number>/", page(changes.edition), name="edition"),
    path("editions/<int:number>/changes/", page(changes.edition_changes), name="edition_changes"),
    path("embed/questions/", embeddable(page(leaflets.questions_link)), name="embed_questions"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
]
