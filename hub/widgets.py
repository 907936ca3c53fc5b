"""Form controls that Django has not: a date typed as day, month and year."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _


class DayMonthYear(forms.MultiWidget):
    """Three small number inputs for a DateField; a half-filled date reaches the field as text and is refused there."""

    def __init__(self, attrs: dict | None = None) -> None:
        parts = {
            "day": self._part(_("Day"), 2),
            "month": self._part(_("Month"), 2),
            "year": self._part(_("Year"), 4),
        }
        super().__init__(parts, attrs)

    @staticmethod
    def _part(label: str, width: int) -> forms.TextInput:
        return forms.TextInput(attrs={"inputmode": "numeric", "data-label": label, "data-width": width})

    def decompress(self, value: date | str | None) -> list:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        year, month, day = (str(value or "").split("-") + ["", "", ""])[:3]
        return [day, month, year]

    def value_from_datadict(self, data, files, name: str) -> str:
        day, month, year = super().value_from_datadict(data, files, name)
        return f"{year}-{month}-{day}" if any((day, month, year)) else ""
