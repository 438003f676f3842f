"""Pages of a list, as the pagination component wants them."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.functional import cached_property

from zhengan.kernel.record import Record
from zhengan.kernel.tally import how_many

PER_PAGE = 50


class Pages(Paginator):
    """Pages that are read from the nearer end: the last page of a long list costs what the first one costs."""

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        rows: Any = self.object_list
        return how_many(rows) if isinstance(rows, QuerySet) and issubclass(rows.model, Record) else super().count

    def page(self, number: int | str) -> Page:
        """Return the page of that number, with its rows read."""
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        after = max(self.count - first - self.per_page, 0)
        rows: Any = self.object_list
        if after < first and isinstance(rows, QuerySet):
            found = list(rows.reverse()[after : self.count - first])[::-1]
        else:
            found = list(rows[first : first + self.per_page])
        return Page(found, valid, self)


def paged(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE) -> tuple[Page, dict[str, Any]]:
    """Return the asked page of the rows and the context of the component; odd page numbers give the nearest page."""
    pages = Pages(rows, per_page)
    page = pages.get_page(request.GET.get("page"))

    asked = dict(request.GET.lists())

    def url(number: int) -> str:
        return "?" + urlencode(asked | {"page": [str(number)]}, doseq=True)

    links: list[dict[str, Any]] = []
    if pages.num_pages > 1:
        for number in pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
            if isinstance(number, int):
                links.append({"text": number, "url": url(number), "current": number == page.number})
            else:
                links.append({"gap": True})
    return page, {
        "first": localize(page.start_index()),
        "last": localize(page.end_index()),
        "total": localize(pages.count),
        "prev_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
        "links": links,
    }
