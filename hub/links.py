"""What links where: rows made when a text is saved, links made of them when it is read.

    links.replace(page, "", rendered)               # in the transaction of the action
    links.shown_html(revision.html, page, "", user) # what this reader gets, one query
    links.here(page, user)                          # what links to it, as far as this reader may know

A text holds neutral anchors with numbers, so that "missing" and "not for you" look the same to everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, When
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from hub.markdown import Rendered, Shown, fill, new_page_url, slugify
from hub.markdown.rendered import LinkTarget
from hub.memory import Memory
from hub.models import Item, Link, Space, User
from hub.people import shares_a_space
from hub.policy import writable_spaces
from hub.prepared import Prepared

# (space id or None, slug) of each thing that is looked for -> the id of the item that is found there, if there is one.
Place = tuple[int | None, str]
Resolver = Callable[[set[Place]], dict[Place, int]]
resolvers: dict[str, Resolver] = {}
_link_kinds: dict[str, str] = {}  # what links to an item of a kind are called: {"page": "page", "profile": "mention"}

# What a link of one of many parts is shown by: read as plain values, because a discussion has a hundred.
_PLAIN = ("anchor", "number", "kind", "slug", "title", "fragment", "seen", "space_writable", "names_guest", "space__slug")
_PLAIN_END = ("pk", "kind", "slug", "title", "space__slug")
_LINK = ("source", "anchor", "number", "kind", "space__slug", "slug", "title", "fragment", "target")
_END = ("kind", "slug", "title", "space__slug")

_GUEST = Q(kind="mention", target__author__isnull=False, target__author__employer=None, target__author__is_superuser=False)
_A_GUEST = Q(kind="profile", author__isnull=False, author__employer=None, author__is_superuser=False)

_parts_shown = Memory(room=4_000_000)

HERE = 6  # items that link here, shown beside a text


def resolver(kind: str, *, finds: str) -> Callable[[Resolver], Resolver]:
    """Register who finds the targets of links of `kind`; what it finds are items of the kind `finds`."""

    def register(find: Resolver) -> Resolver:
        resolvers[kind] = find
        _link_kinds[finds] = kind
        return find

    return register


@resolver("mention", finds="profile")
def _find_people(places: set[Place]) -> dict[Place, int]:
    """People are known by their profile, whose slug is the handle."""
    rows = Item.objects.filter(kind="profile", space=None, slug__in={slug for _space, slug in places})
    return {(None, slug): pk for pk, slug in rows.values_list("pk", "slug")}


def replace(item: Item, anchor: str, rendered: Rendered) -> list[User]:
    """Store the links of a part of `item` anew. Answers the people it names now and did not before, who may see it."""
    old = Link.objects.filter(source=item.pk, anchor=anchor)
    named, pointed = set(), set()
    for kind, slug, target in old.values_list("kind", "slug", "target"):
        pointed.add(target)
        if kind == "mention":
            named.add(slug)
    old.delete()
    new = [_row(link, *ends, source_id=item.pk, anchor=anchor) for link, *ends in _resolved(rendered.links, item.space)]
    Link.objects.bulk_create(new)
    # What is linked from here shows that beside its own text.
    raise_shown((pointed ^ {link.target_id for link in new}) - {None})
    fresh = set(rendered.mentions) - named
    return list(User.objects.who_can_see(item).filter(handle__in=fresh)) if fresh else []


def appeared(item: Item, *further: str) -> None:
    """`item` has come to its address (made, renamed, brought back, opened up): links that wait for it lead to it.

    `further` are other slugs under which it is found from now on.
    """
    if kind := _link_kinds.get(item.kind):
        waiting = Link.objects.filter(kind=kind, space=item.space_id, slug__in=[item.slug, *further])
        waiting.exclude(target=item.pk).update(target=item.pk)
    looks_changed(item)


def vanished(item: Item) -> None:
    """`item` was removed or narrowed: whoever shows a link to it, or that it links there, must be read anew."""
    looks_changed(item)


def looks_changed(item: Item) -> None:
    """The title, address or audience of `item` changed: the items linked with it, in either direction, look different."""
    sources = Link.objects.filter(target=item.pk).values_list("source", flat=True)
    targets = Link.objects.filter(source=item.pk, target__isnull=False).values_list("target", flat=True)
    raise_shown({*sources, *targets, item.pk})


def raise_shown(ids: Iterable[int]) -> None:
    """Cached copies of these items are stale."""
    if ids := set(ids):
        Item.objects.filter(pk__in=ids).update(shown=F("shown") + 1)


def shown_html(html: str, source: Item, anchor: str, user: User) -> SafeString:
    """A stored text as `user` may see it, its links filled in; one query, none for a text without links."""
    return shown_parts({anchor: html}, source, user)[anchor]


def shown_parts(parts: Mapping[str, str], source: Item, user: User) -> dict[str, SafeString]:
    """The same for several parts of one item, {anchor: html}, with one query; their ids are kept apart by the anchor."""
    wanted = [anchor for anchor, html in parts.items() if "data-link" in html]
    rows: dict[str, list[tuple]] = defaultdict(list)
    for anchor, *values in _of_parts(user, source=source.pk, anchors=wanted) if wanted else ():
        rows[anchor].append(tuple(values))
    place = get_language(), get_script_prefix()

    def shown(anchor: str, html: str) -> SafeString:
        links = tuple(rows.get(anchor, ()))
        return _parts_shown.recall((html, links, anchor, place), lambda: _filled(html, map(_of_values, links), anchor))

    return {anchor: shown(anchor, html) for anchor, html in parts.items()}


def shown_with_here(html: str, source: Item, user: User) -> tuple[SafeString, list[Item]]:
    """The main text of an item, and the newest of what links to it, with one query for both."""
    rows = _of_text_and_here(user, source=source.pk)
    sources = {row.source_id: row.source for row in sorted(rows, key=lambda row: -row.pk) if row.source_id != source.pk}
    text = _filled(html, [row for row in rows if row.source_id == source.pk and row.anchor == ""], "")
    return text, list(sources.values())[:HERE]


@Prepared
def _of_parts(user: User, source: int, anchors: list[str]) -> QuerySet:
    rows = _annotated(Link.objects.filter(source=source, anchor__in=anchors), user)
    return rows.order_by("number").values_list(*_PLAIN, *(f"target__{column}" for column in _PLAIN_END))


@Prepared
def _of_text_and_here(user: User, source: int) -> QuerySet[Link]:
    newest = Link.objects.filter(Exists(_visible(user).filter(pk=OuterRef("source"))), target=source)
    newest = newest.exclude(source=source).order_by("-pk").values("pk")[: 2 * HERE]
    return _rows(Q(source=source, anchor="") | Q(pk__in=newest), user, "source")


def here(item: Item, user: User) -> QuerySet[Item]:
    """Everything that links to `item` and that `user` may see."""
    sources = Link.objects.filter(target=item.pk).exclude(source=item.pk).values("source")
    return _visible(user).filter(pk__in=sources).select_related("space")


def preview(rendered: Rendered, space: Space | None, user: User) -> SafeString:
    """A text that is not stored (a preview, an old version) as `user` would see it, its links looked up now."""
    links = [_row(link, *ends) for link, *ends in _resolved(rendered.links, space)]
    items = _visible(user).exclude(_A_GUEST & ~shares_a_space(user, "author")).select_related("space")
    items = items.annotate(is_guest=Case(When(_A_GUEST, then=True), default=False, output_field=BooleanField()))
    items = items.in_bulk([link.target_id for link in links if link.target_id])
    topics = [link.slug for link in links if link.kind == "tag"]
    known = set(_visible(user).filter(tags__slug__in=topics).values_list("tags__slug", flat=True)) if topics else set()
    spaces = writable_spaces(user).in_bulk({link.space_id for link in links if link.space_id})
    for link in links:
        link.seen = link.target_id in items or (link.kind == "tag" and link.slug in known)
        link.target = items.get(link.target_id)
        link.names_guest = link.target is not None and link.target.is_guest
        link.space = spaces.get(link.space_id)
        link.space_writable = link.space is not None
    return _filled(rendered.html, links, "")


def _visible(user: User) -> QuerySet[Item]:
    return Item.objects.visible_to(user)


def _row(link: LinkTarget, space: int | None, target: int | None, **place) -> Link:
    """A link of a text as a row, not saved. Topics are known by the slug of their name, which has no accents."""
    return Link(
        number=link.number,
        kind=link.kind,
        space_id=space,
        slug=(slugify(link.slug) if link.kind == "tag" else link.slug)[:100],
        title=link.title[:200],
        fragment=link.fragment[:200],
        target_id=target,
        **place,
    )


def _resolved(links: list[LinkTarget], home: Space | None) -> list[tuple[LinkTarget, int | None, int | None]]:
    """Each link with the ids of its space and of its target, None where there is none; a query a kind."""
    spaces = {home.slug: home.pk} if home else {}
    others = {link.space for link in links if link.space} - set(spaces)
    if others:
        spaces.update(Space.objects.filter(slug__in=others).values_list("slug", "pk"))
    placed = [(link, spaces.get(link.space)) for link in links]
    found: dict[tuple[str, Place], int] = {}
    for kind in {link.kind for link in links} & set(resolvers):
        places = {(space, link.slug) for link, space in placed if link.kind == kind}
        found.update(((kind, place), pk) for place, pk in resolvers[kind](places).items())
    return [(link, space, found.get((link.kind, (space, link.slug)))) for link, space in placed]


def _rows(which: Q, user: User, *ends: str) -> QuerySet[Link]:
    """Link rows with their target (and further `ends`), and whether this reader may see it (`seen`), or write in its space.

    Of items only what says where they are read and how they are called: a long text has a hundred links.
    """
    return (
        _annotated(Link.objects.filter(which), user)
        .select_related("space", *(f"{end}__space" for end in ("target", *ends)))
        .only(*_LINK, *(f"{end}__{column}" for end in ("target", *ends) for column in _END))
        .order_by("number")
    )


def _annotated(rows: QuerySet[Link], user: User) -> QuerySet[Link]:
    # EXISTS, never IN: SQLite would first list every item that the reader may see.
    target = Exists(_visible(user).filter(pk=OuterRef("target")))
    tagged = Exists(_visible(user).filter(tags__slug=OuterRef("slug")))
    # A page that is missing is offered to be written to those who may.
    space = Exists(writable_spaces(user).filter(pk=OuterRef("space")))
    return rows.annotate(
        seen=Case(
            When(kind="tag", then=tagged),
            When(_GUEST & ~shares_a_space(user, "target__author"), then=False),
            default=target,
            output_field=BooleanField(),
        ),
        space_writable=space,
        names_guest=Case(When(_GUEST, then=True), default=False, output_field=BooleanField()),
    )


def _of_values(values: tuple) -> Link:
    """A link of `_PLAIN` and `_PLAIN_END`, as far as it is shown."""
    number, kind, slug, title, fragment, seen, space_writable, guest, space, pk, of_kind, target_slug, called, in_space = values
    link = Link(number=number, kind=kind, slug=slug, title=title, fragment=fragment)
    link.seen, link.space_writable, link.names_guest = seen, space_writable, guest
    link.space = Space(slug=space) if space else None
    if pk:
        lies_in = Space(slug=in_space) if in_space else None
        link.target = Item(pk=pk, kind=of_kind, slug=target_slug, title=called, space=lies_in)
    return link


def _filled(html: str, links: Iterable[Link], anchor: str) -> SafeString:
    by_number = {link.number: link for link in links}
    shown = {number: _shown(link) for number, link in by_number.items() if link.seen}

    def missing(number: int) -> str | None:
        link = by_number.get(number)
        if link is None or link.kind != "page" or not link.space_writable:
            return None
        return new_page_url(link.space.slug, link.title)

    return mark_safe(fill(html, shown, missing, anchor))  # cleaned by hub.markdown; fill escapes what it adds


def _shown(link: Link) -> Shown:
    if link.kind == "tag":
        return Shown(reverse("hub:tag", args=[link.slug]))
    url = link.target.get_absolute_url()
    mark = pgettext("mark in a byline", "guest") if getattr(link, "names_guest", False) else ""
    return Shown(f"{url}#{link.fragment}" if link.fragment else url, title=link.target.title, mark=mark)
