"""Saved views: a person's filters and columns of one list, under a name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhengan.faces.web.places import register_url, room_title, room_url
from zhengan.faces.web.reach import actor_of, reach_list
from zhengan.identity.models import User
from zhengan.kernel.filter_kinds import is_id
from zhengan.kernel.models import SavedView

AT_MOST = 20


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """Name the view that the address describes, or forget one."""
    actor = actor_of(request)
    one, _visible = reach_list(room, name, actor)
    mine = SavedView.objects.filter(user=actor.user, register=one.code).order_by("name")
    query = QueryDict(request.POST.get("query", ""), mutable=True) if request.method == "POST" else request.GET.copy()
    query.pop("page", None)
    error = ""
    if request.method == "POST" and is_id(request.POST.get("forget", "")):
        mine.filter(pk=int(request.POST["forget"])).delete()
        messages.success(request, _("The view is forgotten."))
        return HttpResponseRedirect(request.get_full_path())
    if request.method == "POST":
        title = request.POST.get("name", "").strip()[:60]
        if not title:
            error = _("Give the view a name.")
        elif mine.count() >= AT_MOST and not mine.filter(name=title).exists():
            error = _("You have %(n)s views of this list; forget one first.") % {"n": AT_MOST}
        else:
            # The lazy actor's user is no instance of User to the database: take the key.
            SavedView.objects.update_or_create(
                user=User.objects.get(pk=actor.user.pk),
                register=one.code,
                name=title,
                defaults={"query": query.urlencode()},
            )
            messages.success(request, _("The view is saved."))
            return HttpResponseRedirect(f"{register_url(one)}?{query.urlencode()}")
    context = {
        "title": _("Saved views"),
        "crumbs": [
            {"title": room_title(one.room), "url": room_url(one.room)},
            {"title": one.title, "url": register_url(one)},
            {"title": _("Saved views")},
        ],
        "register": one,
        "query": query.urlencode(),
        "views": mine,
        "error": error,
        "back": f"{register_url(one)}?{query.urlencode()}",
    }
    return render(request, "web/pages/saved_views.html", context, status=400 if error else 200)
