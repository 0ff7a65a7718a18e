"""Addresses that visitors read."""

from __future__ import annotations

from django.urls import path

from riskfactors.site import calculator, changes, claims, claims_data, crawlers, embedded, leaflets

urlpatterns = [
    path("", calculator.calculator, name="calculator"),
    *(path(f"{name}/", leaflets.leaflet, {"name": name}, name=name) for name in leaflets.LEAFLETS),
    path("claims/", claims.claims, name="claims"),
    path("claims/<str:key>/", claims.claim, name="claim"),
    path("claims.csv", claims_data.claims_csv, name="claims_csv"),
    path("claims.json", claims_data.claims_json, name="claims_json"),
    path("changes/", changes.changes, name="changes"),
    path("changes/feed/", crawlers.feed, name="changes_feed"),
    path("editions/<int:number>/", changes.edition, name="edition"),
    path("editions/<int:number>/changes/", changes.edition_changes, name="edition_changes"),
    path("embed/questions/", embedded.questions, name="embed_questions"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
]
