"""What search engines and feed readers ask for: robots, the site map, a feed of changes."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from riskfactors.editions import live
from riskfactors.engine.cases import in_use, plans
from riskfactors.pages import able, site_of
from riskfactors.site import changes, leaflets

EDITIONS_IN_FEED = 20
NAMES = (
    *("calculator", *leaflets.LEAFLETS, "claims", "pictures", "changes"),
    *("teach", "cases", "interplay", "why-not-multiply", "self-check", "headlines"),
)


class Pages(Sitemap):
    """Every page that stands at one plain address."""

    def items(self) -> list[str]:
        """Their paths."""
        edition = able(live.current(), "claims")
        return [
            *map(reverse, NAMES),
            *(reverse("claim", args=[key]) for key in edition.claims),
            *(reverse("case", args=[link]) for link, _ in in_use(edition)),
            *(reverse("lesson", args=[name]) for name, _ in plans(edition)),
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

    def link(self) -> str:
        """The page that the feed is of."""
        return reverse("changes")

    def items(self) -> list[dict[str, Any]]:
        """The newest first."""
        return changes.rows(live.current())[:EDITIONS_IN_FEED]

    def item_title(self, item: dict[str, Any]) -> str:
        """Its number."""
        return f"Edition {item['number']}"

    def item_description(self, item: dict[str, Any]) -> str:
        """What its editors said of it."""
        return str(item["note"])

    def item_link(self, item: dict[str, Any]) -> str:
        """Its texts."""
        return reverse("edition", args=[item["number"]])

    def item_pubdate(self, item: dict[str, Any]) -> dt.datetime:
        """Midnight of its day."""
        return dt.datetime.combine(item["date"], dt.time(), dt.UTC)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read everything but the admin."""
    told = f"User-agent: *\nDisallow: /admin/\nSitemap: {site_of(request)}{reverse('sitemap')}\n"
    return HttpResponse(told, content_type="text/plain")


sitemap = require_safe(partial(sitemaps.sitemap, sitemaps={"": Pages}))
feed = require_safe(Changes())
