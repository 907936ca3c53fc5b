"""Plain functions that make people and spaces, with sensible defaults."""

from django.utils import timezone
from django.utils.text import slugify

from hub.models import Affiliation, Membership, Space, User


def make_person(handle, agency, **fields):
    """A verified person who works for `agency` (None: for nobody), fresh from the database."""
    domain = agency.domains.first().domain if agency else ""
    fields = {"email": f"{handle}@{domain}", "name": handle.title(), "verified_at": timezone.now(), **fields}
    user = User.objects.create_user(**fields)
    if agency:
        Affiliation.objects.create(user=user, agency=agency, email=user.email)
    return user


def make_space(owner, title="Open space", visibility="open", agencies=(), members=(), **fields):
    """A space owned by `owner`; `members` are (person, role) pairs or people."""
    space = Space.objects.create(title=title, slug=fields.pop("slug", slugify(title)), visibility=visibility, **fields)
    space.agencies.set(agencies)
    Membership.objects.create(space=space, user=owner, role="owner")
    for member in members:
        user, role = member if isinstance(member, tuple) else (member, "member")
        Membership.objects.create(space=space, user=user, role=role)
    return space
