"""Forms: the one way in which what people type, or send, becomes values that an act can write.

Web, API, command line and spreadsheet all clean their input with the fields made here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import evidence
from zhengan.kernel.actor import Actor
from zhengan.kernel.candidates import Candidates, value_of
from zhengan.kernel.dates import ClockField, DayField, MomentField
from zhengan.kernel.flow import Move, asked
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Line, with_links
from zhengan.kernel.register import Register

SELECT_AT_MOST = 40
LINES_AT_MOST = 5000


class RowField(forms.Field):
    """A field that points to another record: a drop-down for few candidates, a typed and completed number for many."""

    default_error_messages = {
        "unknown": _("“%(value)s” is not known; give the number, e.g. %(example)s."),
    }

    def __init__(self, *, model: type[models.Model], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model
        self.candidates: Candidates
        self.kept: models.Model | None = None

    def offer(self, candidates: Candidates, *, kept: Any = None) -> None:
        """Take the form's candidates and choose the widget by their number.

        `kept` is the row that the field points to now: it may stay there, even where nobody would choose it any more.
        """
        self.candidates = candidates
        self.kept = kept if isinstance(kept, self.model) else None
        offered = candidates.offered(self.model)
        if self.kept is not None and all(value != value_of(self.kept) for value, _text in offered):
            offered = [(value_of(self.kept), str(self.kept)), *offered]
        if len(offered) <= SELECT_AT_MOST:
            self.widget = forms.Select(choices=[("", "—"), *offered])
        else:
            self.widget = forms.TextInput(attrs={"list": self.list_id, "autocomplete": "off"})
        self.widget.is_required = self.required

    @property
    def list_id(self) -> str:
        """The id of the shared list of suggestions."""
        return f"rows-{self.model._meta.label_lower.replace('.', '-')}"

    def prepare_value(self, value: Any) -> Any:
        """Show the number; with its text where it is typed."""
        if isinstance(value, models.Model):
            return value_of(value) if isinstance(self.widget, forms.Select) else f"{value_of(value)} {value}"
        return value

    def clean(self, value: Any) -> Any:
        """Return the row. Raises ValidationError."""
        if isinstance(value, self.model):
            return value
        text = str(value or "").strip()
        super().validate(text)
        if not text:
            return None
        if self.kept is not None and text.split(" ", maxsplit=1)[0] == value_of(self.kept):
            return self.kept
        row = self.candidates.find(self.model, text)
        if row is None:
            offered = self.candidates.offered(self.model)
            raise ValidationError(
                self.error_messages["unknown"],
                code="unknown",
                params={"value": text, "example": offered[0][0] if offered else "—"},
            )
        return row

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is pointed to; empty and empty are the same, even where something is needed."""
        if initial in (None, "") and not str(data or "").strip():
            return False
        try:
            return bool(self.clean(initial) != self.clean(data))
        except ValidationError:
            return True


class UploadField(forms.FileField):
    """An upload that becomes evidence when the act is carried out; `kept_file` is the one that is there now."""

    kept_file: Any = None

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Keep the present file when nothing is uploaded."""
        if not data and initial is not None:
            return initial
        file = super().clean(data, initial)
        if file and file.size > evidence.AT_MOST:
            raise ValidationError(
                _("The file is larger than %(limit)d MB."), params={"limit": evidence.AT_MOST // 1024**2}
            )
        return file


def form_field(field: "models.Field[Any, Any]", *, required: bool | None = None) -> forms.Field:
    """Return the form field for a model field of a record or line."""
    needed = not field.blank if required is None else required
    label = capfirst(field.verbose_name)
    common: dict[str, Any] = {"label": label, "required": needed, "help_text": field.help_text}
    if isinstance(field, EvidenceField):
        return UploadField(**common)
    if isinstance(field, models.ForeignKey):
        return RowField(model=field.remote_field.model, **common)
    if isinstance(field, models.DateTimeField):
        return MomentField(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **common
        )
    if isinstance(field, models.DateField):
        return DayField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if isinstance(field, models.TimeField):
        return ClockField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **common)
    if isinstance(field, models.BooleanField):
        return forms.BooleanField(label=label, required=False, help_text=field.help_text)
    if isinstance(field, models.URLField):
        return forms.URLField(max_length=field.max_length, assume_scheme="https", **common)
    made = field.formfield(required=needed)
    if made is None:
        raise TypeError(f"people cannot fill in a {type(field).__name__}")
    if isinstance(field, models.TextField) and isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 3
    return made


class _LineForm(forms.Form):
    """One child row; the fields are given to the class that `lines_class` makes."""

    model: type[Line]

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)


class _Lines(BaseFormSet):  # type: ignore[type-arg]
    """Child rows whose fields share the candidates of the whole form."""

    candidates: Candidates

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Offer the shared candidates."""
        super().add_fields(form, index)
        _offer(form, self.candidates)


@dataclass(frozen=True)
class Suggestions:
    """Records that a typed number may mean: `options` are (value, text), `are_all` whether there are no more."""

    list_id: str
    register: Register
    options: list[tuple[str, str]]
    are_all: bool


class RecordForm:
    """The form for one record of a register with its child rows.

    data, files  what was typed or sent (names of fields; child rows as a Django formset under the name of the lines)
    record       the record to change, or None for a new one
    only         restrict to these fields (what moves ask for), and whether each is needed whatever the register says
                 of it; then there are no child rows
    """

    def __init__(
        self,
        register: Register,
        *,
        actor: Actor,
        record: Any = None,
        data: Any = None,
        files: Any = None,
        initial: Mapping[str, Any] | None = None,
        only: Mapping[str, bool] | None = None,
        extra_lines: int = 1,
    ) -> None:
        self.register = register
        self.record = record
        self.candidates = Candidates(actor)
        visible = [field.name for field in visible_fields(register, actor)]
        names = [name for name in visible if name in (only or [field.name for field in register.entries])]
        start = {name: getattr(record, name) for name in names} if record is not None else dict(initial or {})
        filled = [name for name in register.lines if name not in register.made_lines] if only is None else []
        own = [field for field in register.fields if field.name in names]
        self.candidates.offer(_pointed_to([*own, *(field for name in filled for field in register.line_fields(name))]))
        needed = [name for name, is_needed in (only or {}).items() if is_needed]
        self.form = form_class(register, tuple(names), needed=needed)(data, files, initial=start)
        _offer(self.form, self.candidates)
        self.lines: dict[str, Any] = {}
        for name in filled:
            self.lines[name] = self._line_set(name, data, files, extra_lines)

    def _line_set(self, name: str, data: Any, files: Any, extra: int) -> Any:
        made: Any = formset_factory(
            line_form_class(self.register, name),
            formset=_Lines,
            extra=extra,
            can_delete=True,
            absolute_max=LINES_AT_MOST,
            max_num=LINES_AT_MOST,
        )
        made.candidates = self.candidates
        fields = self.register.line_fields(name)
        rows: Any = with_links(getattr(self.record, name), fields) if self.record is not None else ()
        initial = [{"id": row.pk} | {field.name: getattr(row, field.name) for field in fields} for row in rows]
        return made(data, files, prefix=name, initial=_as_sent(initial, name, data) if data is not None else initial)

    def is_valid(self) -> bool:
        """Whether record and child rows can be written."""
        own = self.form.is_valid()
        return all([own, *(rows.is_valid() for rows in self.lines.values())])

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values of the record's fields."""
        return dict(self.form.cleaned_data)

    @property
    def line_values(self) -> dict[str, list[dict[str, Any]]]:
        """The cleaned child rows, by name of the lines."""
        return {
            name: [
                {key: value for key, value in row.cleaned_data.items() if key != "DELETE"}
                for row in rows.forms
                if row.cleaned_data
                and row not in rows.deleted_forms
                and (row.has_changed() or row.cleaned_data.get("id"))
            ]
            for name, rows in self.lines.items()
        }

    def add_errors(self, error: ValidationError) -> None:
        """Take over what an act refused, field by field."""
        for name, messages in (
            error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        ).items():
            known = name if name in self.form.fields else None
            for message in messages:
                self.form.add_error(known, message)

    @cached_property
    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The bound fields by section, in the order of the register; what no section names comes last."""
        used: set[str] = set()
        found = []
        for heading, names in self.register.sections:
            present = [name for name in names if name in self.form.fields]
            used.update(present)
            if present:
                found.append((heading, [self.form[name] for name in present]))
        rest = [self.form[name] for name in self.form.fields if name not in used]
        return [*found, ("", rest)] if rest else found

    @property
    def suggestions(self) -> list["Suggestions"]:
        """What the fields with a typed number suggest, once for each kind of record."""
        found: dict[str, Suggestions] = {}
        forms_shown = [self.form, *(rows.empty_form for rows in self.lines.values())]
        for form in forms_shown:
            for field in form.fields.values():
                if isinstance(field, RowField) and "list" in field.widget.attrs and field.list_id not in found:
                    found[field.list_id] = Suggestions(
                        field.list_id,
                        field.model.register,  # type: ignore[attr-defined]
                        self.candidates.offered(field.model),
                        self.candidates.offers_all(field.model),
                    )
        return list(found.values())


def move_form(record: Any, move: Move, *, actor: Actor, data: Any = None, files: Any = None) -> RecordForm | None:
    """Return the form for what a move asks of the mover, or None when it asks nothing."""
    if not move.asks:
        return None
    return RecordForm(record.register, actor=actor, record=record, data=data, files=files, only=asked([move]))


def visible_fields(register: Register, actor: Actor) -> "list[models.Field[Any, Any]]":
    """Return the fields that this actor may see."""
    return [
        field
        for field in register.fields
        if actor.is_system or field.name not in register.confidential or actor.holds(*register.confidential[field.name])
    ]


def form_class(register: Register, names: tuple[str, ...], *, needed: Sequence[str] = ()) -> type[forms.Form]:
    """Make the form class over these fields of a register."""
    fields = {field.name: field for field in register.fields}
    return type(
        f"{register.record.__name__}Form",
        (forms.Form,),
        {name: form_field(fields[name], required=True if name in needed else None) for name in names},
    )


def line_form_class(register: Register, name: str) -> type[forms.Form]:
    """Make the form class of one kind of child row."""
    return type(
        f"{register.lines[name].__name__}Form",
        (_LineForm,),
        {"model": register.lines[name], **{field.name: form_field(field) for field in register.line_fields(name)}},
    )


def _pointed_to(fields: "Iterable[models.Field[Any, Any]]") -> list[type[models.Model]]:
    found = [field.remote_field for field in fields if isinstance(field, models.ForeignKey)]
    return [remote.model for remote in found if remote is not None]


def _as_sent(initial: list[dict[str, Any]], name: str, data: Any) -> list[dict[str, Any]]:
    """The child rows in the order in which they were sent: somebody may have added or removed some meanwhile."""
    known = {str(row["id"]): row for row in initial}
    sent = str(data.get(f"{name}-TOTAL_FORMS", ""))
    count = min(int(sent), LINES_AT_MOST) if sent.isdecimal() and len(sent) < 6 else 0
    return [known.get(str(data.get(f"{name}-{place}-id", "")), {}) for place in range(count)]


def _offer(form: forms.Form, candidates: Candidates) -> None:
    for name, field in form.fields.items():
        if isinstance(field, RowField):
            field.offer(candidates, kept=form.initial.get(name))
        elif isinstance(field, UploadField):
            field.kept_file = form.initial.get(name)
