"""Boxes to tick, one for each row that may be chosen."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

_DIGITS = 18  # of the largest key that every database can compare with


class ChosenRows(forms.ModelMultipleChoiceField):
    """Several rows of a table. A number larger than any key is no choice, where Django leaves it to the database to fail."""

    def _check_values(self, value) -> QuerySet:
        if any(len(str(key)) > _DIGITS for key in value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super()._check_values(value)
