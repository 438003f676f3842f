"""Pages of a list, as the pagination component wants them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.formats import localize

PER_PAGE = 50


def paged(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE) -> tuple[Page, dict[str, Any]]:
    """Return the asked page of the rows and the context of the component; odd page numbers give the nearest page."""
    pages = Paginator(rows, per_page)
    page = pages.get_page(request.GET.get("page"))

    def url(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

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
