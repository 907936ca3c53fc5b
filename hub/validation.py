"""What Django's own fields and validators say to people, in the hub's words."""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

_LONGEST = ngettext_lazy(
    "Use %(limit_value)d character or fewer: it has %(show_value)d",
    "Use %(limit_value)d characters or fewer: it has %(show_value)d",
    "limit_value",
)
_SHORTEST = ngettext_lazy(
    "Use at least %(limit_value)d character: it has %(show_value)d",
    "Use at least %(limit_value)d characters: it has %(show_value)d",
    "limit_value",
)
_NOT_A_CHOICE = _("Choose one of those that are offered")


def speak() -> None:
    """Give Django's fields and validators their sentences; once, when the apps are ready. A form's own come before them."""
    validators.MaxLengthValidator.message = _LONGEST
    validators.MinLengthValidator.message = _SHORTEST
    validators.MaxValueValidator.message = _("Enter %(limit_value)s or less")
    validators.MinValueValidator.message = _("Enter %(limit_value)s or more")
    validators.ProhibitNullCharactersValidator.message = _("There is a character in it that cannot be kept: type it again")
    validators.validate_email.message = _("Enter an email address like name@council.gov.uk")
    for field, messages in _MESSAGES.items():
        # Each field class has a dictionary of its own, or none: never write into its parent's.
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **messages}


_MESSAGES = {
    forms.Field: {"required": _("Fill this in")},
    forms.ChoiceField: {"required": _("Choose one"), "invalid_choice": _NOT_A_CHOICE},
    forms.MultipleChoiceField: {"invalid_choice": _NOT_A_CHOICE, "invalid_list": _NOT_A_CHOICE},
    forms.ModelChoiceField: {"required": _("Choose one"), "invalid_choice": _NOT_A_CHOICE},
    forms.ModelMultipleChoiceField: {"invalid_choice": _NOT_A_CHOICE, "invalid_pk_value": _NOT_A_CHOICE},
    forms.IntegerField: {"invalid": _("Enter a whole number")},
    forms.DateField: {"invalid": _("Enter a real date, like 27 3 2027")},
    forms.URLField: {"invalid": _("Enter a web address like https://example.org/page")},
    forms.FileField: {
        "required": _("Choose a file"),
        "empty": _("The file is empty"),
        "missing": _("Choose a file"),
        "invalid": _("The file did not arrive: choose it again"),
    },
    forms.ImageField: {"invalid_image": _("This is no picture that can be read: choose a PNG, JPEG or WebP")},
}
