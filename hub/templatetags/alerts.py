"""The words of alerts in templates."""

from django import template

from hub.alerts import words

register = template.Library()
register.filter("alert_title", words.title)
register.filter("alert_advice", words.what_to_do)
