"""What search engines and feed readers ask for: robots, the site map, a feed of changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from riskfactors.editions import archive, live
from riskfactors.engine.cases import in_use, plans
from riskfactors.pages import able, site_of
from riskfactors.site import changes, leaflets

EDITIONS_IN_FEED = 20
NAMES = (
    *("calculator", *leaflets.LEAFLETS, "claims", "pictures", "changes"),
    *("teach", "cases", "compose", "compare_people", "interplay", "why-not-multiply"),
    *("self-check", "handout_self_check", "headlines", "handout_headlines", "embedding"),
)


class Pages(Sitemap):
    """Every page that search engines may keep; of the editions only the live one's."""

    def __init__(self, site: str) -> None:
        self.protocol, _, self.domain = site.partition("://")

    def get_domain(self, site: object = None) -> str:
        """The site's own, whatever host was asked."""
        return self.domain

    def items(self) -> list[str]:
        """Their paths."""
        edition, number = able(live.current(), "claims"), live.current().number
        has_changes = any(row.number < number for row in archive.editions())
        people, lessons = dict(in_use(edition)), dict(plans(edition))
        named = {
            "claim": edition.claims,
            "case": people,
            "handout_case": people,
            "lesson": lessons,
            "lesson_notes": lessons,
            "edition": [number],
            "edition_changes": [number] * has_changes,
        }
        return [
            *map(reverse, NAMES),
            *(reverse(name, args=[one]) for name, each in named.items() for one in each),
        ]

    def location(self, item: str) -> str:
        """An item is its path."""
        return item

    def lastmod(self, item: str) -> dt.date:
        """The day of the texts."""
        return live.current().date


class Changes(Feed):
    """The newest editions, with what their editors wrote of them."""

    title = "Four factors and MS: changes"
    description = "Each new edition of the texts, and what it changed."

    def get_object(self, request: HttpRequest) -> str:
        """The site that the feed is of."""
        return site_of(request)

    def link(self, site: str) -> str:
        """The page that the feed is of."""
        return f"{site}{reverse('changes')}"

    def feed_url(self, site: str) -> str:
        """Its own address."""
        return f"{site}{reverse('changes_feed')}"

    def items(self, site: str) -> list[dict[str, Any]]:
        """The newest first."""
        rows = changes.rows(live.current())[:EDITIONS_IN_FEED]
        return [{**row, "site": site} for row in rows]

    def item_title(self, item: dict[str, Any]) -> str:
        """Its number."""
        return f"Edition {item['number']}"

    def item_description(self, item: dict[str, Any]) -> str:
        """What its editors said of it."""
        return str(item["note"])

    def item_link(self, item: dict[str, Any]) -> str:
        """Its texts."""
        return f"{item['site']}{reverse('edition', args=[item['number']])}"

    def item_pubdate(self, item: dict[str, Any]) -> dt.datetime:
        """Midnight of its day."""
        return dt.datetime.combine(item["date"], dt.time(), dt.UTC)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read everything but the admin."""
    told = f"User-agent: *\nDisallow: /admin/\nSitemap: {site_of(request)}{reverse('sitemap')}\n"
    return HttpResponse(told, content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of all pages."""
    return sitemaps.sitemap(request, sitemaps={"": Pages(site_of(request))})


feed = require_safe(Changes())
