"""Field types that records need beyond Django's own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SEPARATOR = "|"


def link(to: str, name: Any, *, optional: bool = False, **more: Any) -> "models.ForeignKey[Any, Any]":
    """Return the field that points from a record to one of another register: `to` as `room.Model`, `name` its label.

    What is pointed to cannot be deleted. `more` as for a foreign key: `blank` where the software fills it in.
    """
    blank = more.pop("blank", optional)
    return models.ForeignKey(
        to, models.PROTECT, verbose_name=name, related_name="+", null=optional, blank=blank, **more
    )


class Many(models.TextField):  # type: ignore[type-arg]  # django-stubs cannot express a tuple-valued text field
    """Several values in one column, kept as `|a|b|` so that both engines can ask `field__has="a"`.

    In Python a tuple of text. With `choices` only these values are taken.
    """

    description = _("Several values")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", tuple)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_args: Any) -> tuple[str, ...]:
        """Split what the database holds."""
        return tuple(part for part in (value or "").split(SEPARATOR) if part)

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Take a list, a tuple or the stored text."""
        if value is None:
            return ()
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(SEPARATOR) if part.strip())
        return tuple(str(part) for part in value)

    def get_prep_value(self, value: Any) -> str:
        """Join with separators at both ends; order is kept."""
        parts = self.to_python(value)
        return f"{SEPARATOR}{SEPARATOR.join(parts)}{SEPARATOR}" if parts else ""

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise as stored."""
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse values outside the choices, and the separator inside a value."""
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        known = {str(code) for code, _label in self.flatchoices}
        for part in value:
            if SEPARATOR in part or (known and part not in known):
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid", params={"value": part})

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Check boxes where there are choices, one line per value otherwise."""
        common: dict[str, Any] = {"label": self.verbose_name, "required": not self.blank, "help_text": self.help_text}
        if self.choices:
            return ChoicesField(
                choices=self.get_choices(include_blank=False), widget=forms.CheckboxSelectMultiple, **common
            )
        return LinesField(**common)


@Many.register_lookup
class Has(models.Lookup):
    """`field__has="a"`: one of the values is exactly this one."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile to LIKE with the wildcards of the value escaped."""
        column, params = self.process_lhs(compiler, connection)
        wanted = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE %s ESCAPE '\\'", (*params, f"%{SEPARATOR}{wanted}{SEPARATOR}%")


class ChoicesField(forms.MultipleChoiceField):
    """Check boxes; gives what the column holds, so that what nobody touched is seen to be the same."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the codes that are ticked."""
        return tuple(super().clean(value))


class LinesField(forms.CharField):
    """A text area with one value per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """Show one value per line."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the lines that hold something."""
        lines = value.splitlines() if isinstance(value, str) else (value or ())
        parts = tuple(str(part).strip() for part in lines if str(part).strip())
        super().validate(parts)
        if any(SEPARATOR in part for part in parts):
            raise ValidationError(_("The character | cannot be used here."), code="separator")
        return parts

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as tuples."""
        try:
            return tuple(initial or ()) != self.clean(data)
        except ValidationError:
            return True


class Reference(models.CharField):  # type: ignore[type-arg]
    """The number of any record (`SYS-2026-0007`); numbers are unique over all registers and never reused."""

    description = _("Number of a record")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)


class Digest(models.CharField):  # type: ignore[type-arg]
    """A SHA-256 digest as 64 hexadecimal digits, kept in small letters so that two of them can be compared."""

    description = _("SHA-256 digest")
    default_validators = [RegexValidator(r"\A[0-9a-f]{64}\Z", _("A SHA-256 digest has 64 hexadecimal digits."))]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Take capital letters and blanks at the ends, as tools print them."""
        return value.strip().lower() if isinstance(value, str) else super().to_python(value)
