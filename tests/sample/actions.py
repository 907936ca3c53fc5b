"""What people do with ideas."""

from django.db import transaction

from hub import events
from hub.models import Watch, signed
from tests.sample.models import Idea


@transaction.atomic
def have_idea(space, *, author, title, text, **fields):
    """Make an idea and tell who watches the space."""
    idea = Idea.objects.create(space=space, title=title, text=text, **signed(author), **fields)
    Watch.objects.join_in(author, idea)
    events.record(author, "sample.had", idea)
    return idea
