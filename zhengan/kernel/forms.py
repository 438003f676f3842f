"""Forms: the one way in which what people type, or send, becomes values that an act can write.

Web, API, command line and spreadsheet all clean their input with the fields made here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.dates import ClockField, DayField, MomentField
from zhengan.kernel.flow import Move
from zhengan.kernel.models import Card, EvidenceField
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register

SELECT_AT_MOST = 40
LINES_AT_MOST = 5000


class Candidates:
    """The rows a form may point to, fetched once for each kind however many fields and lines point there.

    `past`: also those that nobody would choose any more (people who left): what other systems report names them.
    Somebody from outside chooses among what he sees, and among what no record can be written without (`is_named`).
    """

    def __init__(self, actor: Actor, *, past: bool = False) -> None:
        self._actor = actor
        self._past = past
        self._offered: dict[type[models.Model], list[tuple[str, str]]] = {}
        self._rows: dict[type[models.Model], list[Any]] = {}
        self._by_name: dict[type[models.Model], dict[str, Any]] = {}

    def offer(self, wanted: Iterable[type[models.Model]]) -> None:
        """Fetch what can be offered of all these kinds at once, from the cards of the records: one query."""
        kinds = {model.register.code: model for model in wanted if issubclass(model, Record)}
        kinds = {code: model for code, model in kinds.items() if model not in self._offered}
        if not kinds:
            return
        choice = Q()
        for code, model in kinds.items():
            self._offered[model] = []
            choice |= Q(register=code, record_id__in=self._choosable(model).values("pk"))
        for code, no, title in Card.objects.filter(choice).order_by("no").values_list("register", "no", "title"):
            self._offered[kinds[code]].append((no, title))

    def offered(self, model: type[models.Model]) -> list[tuple[str, str]]:
        """Return (value, text) of what can be chosen."""
        if model not in self._offered:
            self.offer([model])
        if model not in self._offered:
            self._offered[model] = [(_value(row), str(row)) for row in self.of(model)]
        return self._offered[model]

    def of(self, model: type[models.Model]) -> list[Any]:
        """Return the rows of a model that can be chosen."""
        if model not in self._rows:
            rows: Any = model._default_manager.all()
            if issubclass(model, Record):
                # The text of a row may name what it points to: fetched along, or it would be a query for each row.
                rows = self._choosable(model).select_related(*model.register.joins).order_by("no")
            self._rows[model] = list(rows)
        return self._rows[model]

    def _choosable(self, model: type[Record]) -> Any:
        live, there = model.objects.live(), model.register
        found = live if self._past else there.choosable(live)
        return found if self._actor.scope is None or there.is_named else there.visible_to(found, self._actor)

    def find(self, model: type[models.Model], text: str) -> Any:
        """Return the row meant by its number, `number text`, natural key, text or primary key; None if unclear."""
        if model not in self._by_name:
            index: dict[str, Any] = {}
            twice: set[str] = set()
            for row in self.of(model):
                for name in self._names(row):
                    if name in index and index[name] is not row:
                        twice.add(name)
                    index[name] = row
            self._by_name[model] = {name: row for name, row in index.items() if name not in twice}
        names = self._by_name[model]
        return names.get(text) or names.get(text.split(" ", maxsplit=1)[0])

    @staticmethod
    def _names(row: Any) -> Iterator[str]:
        yield str(row)
        if isinstance(row, Record):
            yield row.no
            key = row.register.key
            if len(key) == 1:
                yield str(getattr(row, key[0]))
        else:
            yield str(row.pk)


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
        if self.kept is not None and all(value != _value(self.kept) for value, _text in offered):
            offered = [(_value(self.kept), str(self.kept)), *offered]
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
            return _value(value) if isinstance(self.widget, forms.Select) else f"{_value(value)} {value}"
        return value

    def clean(self, value: Any) -> Any:
        """Return the row. Raises ValidationError."""
        if isinstance(value, self.model):
            return value
        text = str(value or "").strip()
        super().validate(text)
        if not text:
            return None
        if self.kept is not None and text.split(" ", maxsplit=1)[0] == _value(self.kept):
            return self.kept
        row = self.candidates.find(self.model, text)
        if row is None:
            rows = self.candidates.of(self.model)
            raise ValidationError(
                self.error_messages["unknown"],
                code="unknown",
                params={"value": text, "example": _value(rows[0]) if rows else "—"},
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
        return super().clean(data, initial)


def form_field(field: "models.Field[Any, Any]", *, required: bool | None = None) -> forms.Field:
    """Return the form field for a model field of a record or line."""
    needed = not field.blank if required is None else required
    common: dict[str, Any] = {"label": field.verbose_name, "required": needed, "help_text": field.help_text}
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
        return forms.BooleanField(label=field.verbose_name, required=False, help_text=field.help_text)
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


class RecordForm:
    """The form for one record of a register with its child rows.

    data, files  what was typed or sent (names of fields; child rows as a Django formset under the name of the lines)
    record       the record to change, or None for a new one
    only         restrict to these fields (what a move asks for); then there are no child rows
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
        only: Sequence[str] | None = None,
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
        self.form = form_class(register, tuple(names), all_required=only is not None)(data, files, initial=start)
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
        rows: Any = getattr(self.record, name).all() if self.record is not None else ()
        fields = self.register.line_fields(name)
        joins = [field.name for field in fields if field.is_relation]
        rows = rows.select_related(*joins) if joins and self.record is not None else rows
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
    def suggestions(self) -> dict[str, list[tuple[str, str]]]:
        """Lists of suggestions for typed record numbers, by element id: (value, text)."""
        found: dict[str, list[tuple[str, str]]] = {}
        forms_shown = [self.form, *(rows.empty_form for rows in self.lines.values())]
        for form in forms_shown:
            for field in form.fields.values():
                if isinstance(field, RowField) and "list" in field.widget.attrs and field.list_id not in found:
                    found[field.list_id] = self.candidates.offered(field.model)
        return found


def move_form(record: Any, move: Move, *, actor: Actor, data: Any = None, files: Any = None) -> RecordForm | None:
    """Return the form for what a move asks of the mover, or None when it asks nothing."""
    if not move.asks:
        return None
    return RecordForm(record.register, actor=actor, record=record, data=data, files=files, only=move.asks)


def visible_fields(register: Register, actor: Actor) -> "list[models.Field[Any, Any]]":
    """Return the fields that this actor may see."""
    return [
        field
        for field in register.fields
        if actor.is_system or field.name not in register.confidential or actor.holds(*register.confidential[field.name])
    ]


def form_class(register: Register, names: tuple[str, ...], *, all_required: bool = False) -> type[forms.Form]:
    """Make the form class over these fields of a register."""
    fields = {field.name: field for field in register.fields}
    return type(
        f"{register.record.__name__}Form",
        (forms.Form,),
        {name: form_field(fields[name], required=True if all_required else None) for name in names},
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


def _value(row: Any) -> str:
    return row.no if isinstance(row, Record) else str(row.pk)
