"""Once: a form that is posted twice (a double click, a reload, a line that broke) is carried out once."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from zhengan.kernel.models import PostedForm
from zhengan.ledger import clock

# Who posts a form again does so soon, or means it.
REMEMBERED = timedelta(days=1)


def once(request: HttpRequest, work: Callable[[], str]) -> HttpResponse:
    """Carry out the form that was posted, and lead to the address that `work` returns; a second time only lead there.

    The second is known by its content and by its CSRF token, which is masked anew for every page that is shown: who
    fills in the same on a fresh page means another. What `work` writes is written together with the memory of it; if
    it raises, nothing is, and the form may be posted again.
    """
    digest = _digest(request)
    with transaction.atomic():
        url = _led_to(digest) if digest else ""
        if not url:
            url = work()
            PostedForm.objects.filter(pk=digest).update(url=url)
    return HttpResponseRedirect(url)


def _led_to(digest: str) -> str:
    """Where this form led before. Somebody who posts it at this moment waits here for the first to be done."""
    PostedForm.objects.filter(at__lt=clock.now() - REMEMBERED).delete()
    posted, _new = PostedForm.objects.get_or_create(pk=digest, defaults={"at": clock.now()})
    return posted.url


def _digest(request: HttpRequest) -> str:
    """The name of a posted form; nothing where it carries no token."""
    if not request.POST.get("csrfmiddlewaretoken"):
        return ""
    files = [(name, [(one.name, one.size) for one in request.FILES.getlist(name)]) for name in request.FILES]
    told = [request.path, sorted(request.POST.lists()), sorted(files)]
    return hashlib.sha256(json.dumps(told).encode("utf-8", "surrogatepass")).hexdigest()
