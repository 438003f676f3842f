"""Asking for signatures: whoever has not signed the confidentiality text in force gets it, and is told (4.1)."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.notifying import notify
from zhengan.kernel.register import register
from zhengan.kernel.sweeps import sweep

UNDERTAKING, KIND = "organization.undertaking", "confidentiality"


@sweep("undertakings", every=timedelta(hours=1))
def ask_for_signatures() -> int:
    """Hand out the text in force to who joined and, once it has changed, to everybody; returns to how many."""
    text = _text_in_force()
    if text is None:
        return 0
    handed_out = register(UNDERTAKING).record.objects.live().filter(kind=KIND)
    for former in handed_out.in_state("issued").exclude(document=text):
        acts.move(former, "ended", by=Actor.system())
    asked = handed_out.in_state("issued", "signed").filter(document=text).values("person")
    here = register("organization.person").record.objects.live().active().exclude(kind="examiner")
    rows: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"kind": KIND, "person": person, "document": text}, {})
        for person in here.exclude(pk__in=asked).select_related("user")
    ]
    if not rows:
        return 0
    made = acts.create_many(register(UNDERTAKING), rows, by=Actor.system(), source="manual")
    for one in made:
        notify([one.person.user], _("Please read and sign: %(text)s"), about=one, text=text)
    return len(made)


def _text_in_force() -> Any:
    """The newest version in force of what people sign to keep secrets; None before a first one was handed out."""
    known = register(UNDERTAKING).record.objects.live().filter(kind=KIND).values("document__doc_no")
    documents = register("policy.policy_document").record.objects.live().in_force()
    return documents.filter(doc_no__in=known).order_by("-effective_on", "-pk").first()
