"""Forms in GOV.UK markup, for any Django form: {% field form.email %} and {% errors form %}."""

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.translation import gettext as _

from hub.models import Item, Space

register = template.Library()

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
BOXES = {"radio": "radios", "checkbox": "checkboxes"}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, heading: bool = False, width: str = "", small: bool = False, count: bool = False) -> dict:
    """One field with label, hint, error and control.

    heading: the label is the page's h1. width: a GOV.UK width class ending such as "20" or "one-half".
    small: small radios or checkboxes. count: shows how many characters are left of `max_length`.
    """
    widget = bound.field.widget
    hint_id = f"{bound.auto_id}_helptext" if bound.help_text else ""
    error_id = f"{bound.auto_id}_error" if bound.errors else ""
    limit = getattr(bound.field, "max_length", None) if count else None
    info_id = f"{bound.auto_id}-info" if limit else ""
    described = " ".join(part for part in (hint_id, error_id, info_id) if part)
    context = {
        "field": bound,
        "kind": _kind(widget),
        "heading": heading,
        "small": small,
        "limit": limit,
        "hint_id": hint_id,
        "error_id": error_id,
        "described": described,
    }
    if isinstance(widget, CHOICES):
        context["choices"] = _choices(bound)
        context["boxes"] = BOXES[widget.input_type]
        context["box_type"] = widget.input_type
    elif isinstance(widget, forms.MultiWidget):
        context["parts"] = _parts(bound)
    else:
        context["control"] = bound.as_widget(attrs=_attrs(bound, widget, described, width, limit))
    return context


@register.inclusion_tag("components/editor.html", takes_context=True)
def editor(
    context: Context,
    bound: BoundField,
    *,
    draft_kind: str = "",
    item: Item | None = None,
    space: Space | None = None,
    parent: Item | None = None,
    base: int | str = "",
    beside: bool = False,
    preview: bool = True,
    attach: bool = True,
) -> dict:
    """The text field of a form with toolbar, preview, drafts, files and completion; without scripts, a textarea.

    draft_kind: what is written ("page", "topic", …); empty keeps no drafts. item, space, parent: the rows it belongs to.
    base: the revision number it starts from. beside: preview at the right from 1200 px, else below.
    """
    described = f"{bound.auto_id}_helptext" + (f" {bound.auto_id}_error" if bound.errors else "")
    attrs = {"class": "hub-ed__text", "aria-describedby": described, "dir": "auto"}
    user = getattr(context.get("request"), "user", None)
    return {
        "handle": getattr(user, "handle", ""),
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "draft_kind": draft_kind,
        "item_id": getattr(item, "pk", None) or "",
        "space_slug": getattr(space, "slug", ""),
        "parent_id": getattr(parent, "pk", None) or "",
        "base": base,
        "beside": beside,
        "preview": preview,
        "attach": attach,
        "largest": settings.FILE_LIMIT,
    }


@register.inclusion_tag("components/error_summary.html")
def errors(*bound_forms: forms.BaseForm) -> dict:
    """The error summary over one or more forms; nothing while there is no error. Formsets work too."""
    problems: list[tuple[str, str]] = []
    for form in bound_forms:
        for one in _forms_of(form):
            problems += [("", text) for text in one.non_field_errors()]
            problems += [(_first_control(one[name]), text) for name in one.fields for text in one.errors.get(name, ())]
        problems += [("", text) for text in getattr(form, "non_form_errors", list)()]
    return {"problems": problems}


@register.simple_tag
def error_prefix(*bound_forms: forms.BaseForm) -> str:
    """ "Error: " at the front of the title while a form has errors."""
    wrong = any(one.errors for form in bound_forms for one in _forms_of(form))
    return _("Error:") + " " if wrong else ""


def _forms_of(form) -> list[forms.BaseForm]:
    if not getattr(form, "is_bound", False):
        return []
    return list(form.forms) if hasattr(form, "forms") else [form]


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    kinds = ((CHOICES, "choices"), (forms.MultiWidget, "date"), (forms.CheckboxInput, "checkbox"))
    return next((name for types, name in kinds if isinstance(widget, types)), "input")


def _attrs(bound: BoundField, widget: forms.Widget, described: str, width: str, limit: int | None) -> dict:
    """The attributes a single control gets: GOV.UK's class of its type, and what describes it."""
    if widget.is_hidden:
        return {}
    name, wide = "input", "govuk-input--width-" if width.isdigit() else "govuk-!-width-"
    if isinstance(widget, forms.CheckboxInput):
        name = "checkboxes__input"
    elif isinstance(widget, forms.Textarea):
        name = "textarea"
    elif isinstance(widget, forms.Select):
        name = "select"
    elif isinstance(widget, forms.FileInput):
        name = "file-upload"
    classes = [f"govuk-{name}"]
    if bound.errors and name != "checkboxes__input":
        classes.append(f"govuk-{name}--error")
    if width:
        classes.append(wide + width)
    if limit:
        classes.append("govuk-js-character-count")
    if widget.attrs.get("class"):
        classes.append(widget.attrs["class"])
    attrs = {"class": " ".join(classes)}
    if described:
        attrs["aria-describedby"] = described
    return attrs


def _choices(bound: BoundField) -> list[dict]:
    """Each radio or checkbox: its id, value, label, hint and whether it is chosen. Hints come from `field.choice_hints`."""
    hints = getattr(bound.field, "choice_hints", {})
    return [
        {
            "id": box.id_for_label,
            "name": box.data["name"],
            "value": str(box.data["value"]),
            "label": box.choice_label,
            "chosen": box.data["selected"],
            "disabled": box.data["attrs"].get("disabled", False),
            "hint": hints.get(str(box.data["value"]), ""),
        }
        for box in bound.subwidgets
    ]


def _parts(bound: BoundField) -> list[dict]:
    """The inputs of a date in three parts."""
    data = bound.field.widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})["widget"]["subwidgets"]
    return [
        {
            "id": part["attrs"]["id"],
            "name": part["name"],
            "value": "" if part["value"] is None else part["value"],
            "label": part["attrs"]["data-label"],
            "width": part["attrs"]["data-width"],
        }
        for part in data
    ]


def _first_control(bound: BoundField) -> str:
    """The id that the error summary leads to: the first box of a group, the first part of a date."""
    widget = bound.field.widget
    return f"{bound.auto_id}_0" if isinstance(widget, (*CHOICES, forms.MultiWidget)) else bound.auto_id
