"""Meanwhile: somebody changed the record that is being edited. What he did is told; nothing that was typed is lost."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhengan.faces.web.dates import is_chinese
from zhengan.faces.web.places import joined
from zhengan.faces.web.trail import act_words, changes
from zhengan.kernel.actor import Actor
from zhengan.kernel.forms import RecordForm
from zhengan.kernel.plain import plain
from zhengan.kernel.since import Since, said, since


def meanwhile(record: Any, form: RecordForm, *, data: QueryDict, seen: int, actor: Actor) -> RecordForm:
    """Return the form anew: over the record as it is now, with what was typed into `form` over version `seen`.

    What had been left as it was says what it says now; what both have changed keeps what was typed, and says beside it
    what the other wrote. The new form is based on the present version: to save it is then a decision.
    """
    others = since(record, seen, actor)
    fresh = RecordForm(record.register, actor=actor, record=record)
    kept = data.copy()
    kept["version"] = str(record.version)
    both = []
    for name, now in others.after.items():
        typed = _typed(form, name)
        if typed == others.before.get(name):
            _take_over(kept, fresh, name)
        elif name in fresh.form.fields and typed != now:
            both.append(name)
    again = RecordForm(record.register, actor=actor, record=record, data=kept)
    again.is_valid()
    again.form.add_error(None, _told(record, others))
    for name in both:
        again.form.add_error(name, _("Somebody wrote here meanwhile: “%(now)s”.") % {"now": said(others.after[name])})
    return again


def _told(record: Any, others: Since) -> str:
    one = record.register
    lines = [
        f"{line['title']} {line['before'] or '–'} → {line['after'] or '–'}"
        for line in changes(one, others.before, others.after, set(others.after))
    ]
    return _(
        "%(who)s changed this record meanwhile: %(what)s. What you typed is still here; look again, then save."
    ) % {
        "who": joined(others.people),
        "what": ("；" if is_chinese() else "; ").join(lines or [act_words(entry, one) for entry in others.acts]),
    }


def _typed(form: RecordForm, name: str) -> Any:
    """What was typed, as the ledger would say it."""
    if name in form.lines:
        fields = [field.name for field in form.register.line_fields(name)]
        return [{key: plain(row.get(key)) for key in fields} for row in form.line_values[name]]
    return plain(form.values.get(name))


def _take_over(kept: QueryDict, fresh: RecordForm, name: str) -> None:
    """Put what the record says now in the place of what was typed."""
    if name not in fresh.lines:
        if name in fresh.form.fields:
            _put(kept, fresh.form[name])
        return
    for key in [key for key in kept if key.startswith(f"{name}-")]:
        del kept[key]
    rows = fresh.lines[name]
    for bound in (*rows.management_form, *(bound for row in rows.initial_forms for bound in row)):
        _put(kept, bound)
    kept[f"{name}-TOTAL_FORMS"] = str(rows.initial_form_count())


def _put(kept: QueryDict, bound: Any) -> None:
    """One field, as a browser would send what it shows."""
    value = bound.value()
    if isinstance(value, bool):
        kept.setlist(bound.html_name, ["on"] if value else [])
    else:
        shown = bound.field.widget.format_value(value)
        kept.setlist(bound.html_name, shown if isinstance(shown, list) else ["" if shown is None else str(shown)])
