"""Looking through all that is stored, for words that must be nowhere."""

from django.apps import apps


def everything():
    """Every value of every row in the database, as one text."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return "\n".join(str(row) for model in models for row in model._base_manager.values_list())
