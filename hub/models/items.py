"""The spine: one thin row for everything that is content."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from hub.models.agencies import Agency
from hub.models.authored import Authored
from hub.models.people import NOBODY, User
from hub.models.spaces import Space
from hub.routes import address


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> ItemQuerySet:
        """What `user` may see: the one question every list, page, count, feed, file and socket asks.

        Visible = not removed AND the space's content is theirs to read AND the item's own audience holds them.
        Mirrored by `hub.models.visibility.who_can_see`; tests hold the two against each other.
        """
        return self.known_to(user).filter(removed_at=None)

    def known_to(self, user) -> ItemQuerySet:
        """What `user` may see, and what they could see were it not removed: for bins, marks of removal and their answers."""
        standing = getattr(user, "standing", NOBODY)
        if not standing.anybody:
            return self.none()
        place = Q(space__in=Space.objects.visible_to(user))
        # What belongs to no space is hub-wide: for staff, and for guests only what they wrote themselves.
        place |= Q(space=None) if standing.staff else Q(space=None, author=user)
        return self.filter(place & in_audience(user))

    def specific(self) -> list[Item]:
        """The same rows as their own types (pages, topics, …), in order; one query a kind."""
        rows = list(self)
        return specific(rows)


def in_audience(user: User) -> Q:
    """The half of `visible_to` that an item decides for itself: `Item.audience` and its `Audience` rows."""
    me = Q(audience=Item.To.SPACE) | Q(audience=Item.To.AUTHOR, author=user)
    me |= Q(audience=Item.To.PEOPLE, pk__in=Audience.objects.filter(user=user).values("item"))
    agency = user.standing.trusted_agency_id
    if agency:
        me |= Q(audience=Item.To.AGENCIES, pk__in=Audience.objects.filter(agency=agency).values("item"))
    return me


def specific(rows: list[Item]) -> list[Item]:
    """`rows` as their own types, in the same order; one query a kind."""
    found = {}
    for kind in {row.kind for row in rows}:
        model = Item.kinds[kind]
        of_kind = model.objects.select_related("space", *model.loads_with)
        found.update(of_kind.in_bulk([row.pk for row in rows if row.kind == kind]))
    return [found[row.pk] for row in rows if row.pk in found]


class Item(Authored):
    """What every page, discussion, leaflet, lesson and profile shares. Keep it thin: a column needs a decision record."""

    class To(models.TextChoices):
        """Who, of those who can see the space, can see the item; from widest to narrowest."""

        SPACE = "space", _("Everyone who can see the space")
        AGENCIES = "agencies", _("Chosen agencies")
        PEOPLE = "people", _("Named people")
        AUTHOR = "author", _("Only me")

    kinds: ClassVar[dict[str, type[Item]]] = {}
    # What a content type says of itself; see docs/adding-a-content-type.md.
    kind_name: ClassVar[str] = ""
    icon: ClassVar[str] = "page"
    loads_with: ClassVar[tuple[str, ...]] = ()  # its own relations that words() and export() read
    audience_is_chosen: ClassVar[bool] = True  # people say who can see it, and may change that
    opens_whole: ClassVar[bool] = (
        False  # its parts are its text, as the posts of a discussion are: it has no history to keep back
    )
    new_hint: ClassVar[str] = ""  # one sentence under "New": what it is good for

    kind = models.CharField(max_length=20, editable=False)
    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="items", verbose_name=_("space")
    )
    audience = models.CharField(_("who can see it"), max_length=10, choices=To.choices, default=To.SPACE)
    slug = models.SlugField(max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="owned", verbose_name=_("owner")
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)  # what a reader is shown, and what lists sort by
    review_on = models.DateField(_("review date"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Raised by whatever changes how it looks to a reader, links that appear or vanish included: the ETag.
    shown = models.PositiveBigIntegerField(default=1, editable=False)

    objects = models.Manager.from_queryset(ItemQuerySet)()
    tags = TaggableManager(through="hub.TaggedItem", blank=True, verbose_name=_("topics"))

    class Meta(Authored.Meta):
        verbose_name = _("item")
        verbose_name_plural = _("items")
        indexes: ClassVar = [
            models.Index(fields=["space", "-changed_at"], name="items_of_a_space"),
            models.Index(fields=["kind", "space", "-changed_at"], name="items_of_a_kind"),
            models.Index(fields=["author", "-changed_at"], name="items_of_a_person"),
        ]

    def __init_subclass__(cls, kind: str = "", **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        if kind:
            if kind in Item.kinds and Item.kinds[kind].__name__ != cls.__name__:
                raise ImproperlyConfigured(f"two content types are called {kind!r}")
            cls.kind_name = kind
            Item.kinds[kind] = cls

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        if not self.kind:
            self.kind = self.kind_name
        super().save(*args, **kwargs)

    @property
    def type(self) -> type[Item]:
        """The class of this item's kind, for a row that was read as a bare `Item`."""
        return Item.kinds[self.kind]

    @property
    def kind_label(self) -> str:
        """The word people use for it: page, discussion, leaflet."""
        return self.type._meta.verbose_name

    def get_absolute_url(self) -> str:
        """Where it is read. Needs only columns of `Item` and its space's slug."""
        return self.type.url_of(self)

    @staticmethod
    def url_of(item: Item) -> str:
        """The address of an item of this type, from the spine's columns alone; each type says its own."""
        raise NotImplementedError

    @classmethod
    def part_url(cls, item: Item, anchor: str) -> str:
        """The address of a part of an item of this type: r7, post-51, v3. One whose parts fill several pages says its own."""
        return f"{cls.url_of(item)}#{anchor}" if anchor else cls.url_of(item)

    @classmethod
    def part_name(cls, anchor: str) -> str:
        """What people call a part, like "page 2"; "" where its words say enough."""
        return ""

    @classmethod
    def part_author(cls, item: Item, anchor: str) -> int | None:
        """Whose words a part that can be flagged is, as a person's key; None for a hand that is no account.

        The empty anchor is the whole item. Raises LookupError where there is no such part.
        """
        if anchor:
            raise LookupError(anchor)
        return item.author_id

    @staticmethod
    def new_in_space_url(space: Space) -> str:
        """Where one is begun in `space`. A type that says so is offered under "New"; others are made for people."""
        raise NotImplementedError

    @classmethod
    def is_offered(cls) -> bool:
        """Whether people make it by themselves, under "New"."""
        return cls.new_in_space_url is not Item.new_in_space_url or cls.is_hub_wide()

    @classmethod
    def is_hub_wide(cls) -> bool:
        """Whether it may be begun outside all spaces: "New" leads straight to its form."""
        return cls.new_url.__func__ is not Item.new_url.__func__

    @classmethod
    def new_url(cls) -> str:
        """Where "New" leads: to choosing a space first. A type of the whole hub leads straight to its form."""
        return address("hub:new_in", cls.kind_name)

    @classmethod
    def draft_url(cls, draft) -> str:
        """Where a draft of this kind is gone on with, "" for nowhere; `?draft=` asks the form there for its fields."""
        if not (draft.item or draft.space):
            return ""
        form = f"{draft.item.get_absolute_url()}edit/" if draft.item else cls.new_in_space_url(draft.space)
        return f"{form}?draft={draft.pk}"

    def words(self) -> str:
        """Everything in it that search may find and a summary may be cut from, as plain text."""
        return f"{self.title}\n{self.summary}"

    def export(self) -> dict:
        """Its own fields for downloads and space exports: plain JSON values, nothing narrower than the item itself."""
        return {"title": self.title, "summary": self.summary}

    @classmethod
    def load_parts(cls, items: list, anchors: list[str] | None = None) -> None:
        """Load what `search_parts` of these items reads of other tables, at once; with `anchors`, no other replies or pages."""

    def search_parts(self) -> list[tuple[str, str, str]]:
        """(anchor, title, words) of each part that search finds by itself; a type with posts or versions says more."""
        return [("", self.title, self.words())]

    @classmethod
    def greet(cls, user: User) -> None:
        """Called when `user` proved an address, and when they are renamed: a type made for people makes or renames theirs."""

    def parts_begin(self) -> datetime | None:
        """The moment since which its parts are what a reader sees, the current revision or version; None: all are older."""
        return None

    def files_shown(self) -> set[int] | None:
        """Keys of the files that its current state shows; None: all that belong to it."""
        return None

    def touch(self, *, at=None) -> None:
        """Its words changed: readers see a new date, and every cached copy is stale."""
        self.changed_at = at or timezone.now()
        Item.objects.filter(pk=self.pk).update(changed_at=self.changed_at, shown=F("shown") + 1)
        self.shown += 1

    @property
    def is_narrower(self) -> bool:
        return self.audience != self.To.SPACE


class Audience(models.Model):
    """One agency or person of an item's own audience."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="audience_rows")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_audience_row_names_one",
                condition=Q(agency__isnull=False, user=None) | Q(agency=None, user__isnull=False),
            ),
            models.UniqueConstraint(fields=["item", "agency"], name="an_agency_once_an_item"),
            models.UniqueConstraint(fields=["item", "user"], name="a_person_once_an_item"),
        ]

    def __str__(self) -> str:
        return str(self.agency or self.user)
