"""What people type into a box, made fit to be looked for."""

from django.http import HttpRequest


def typed(request: HttpRequest, name: str = "q", *, longest: int = 200) -> str:
    """The words of a field of the address: one line, single blanks, at most `longest` characters.

    Without NUL, which no database looks for: SQLite finds everything by it and PostgreSQL refuses it.
    """
    return " ".join(request.GET.get(name, "").replace("\0", "").split())[:longest]
