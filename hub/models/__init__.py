"""The tables that everything stands on; TABLES in docs/tables.md says what each promises."""

from hub.models.admissions import AdmissionRequest, Applicant, HeldNewcomer
from hub.models.agencies import Agency, AllowedAddress, EmailDomain
from hub.models.authored import UNSHOWN, Authored, OutsideAuthor, signed
from hub.models.coming import AccessRequest, AutoJoin, HandOver, Invitation
from hub.models.events import AppendOnly, Delivery, Event
from hub.models.files import Blob, File
from hub.models.installation import Installation
from hub.models.items import Audience, Item, specific
from hub.models.links import Link
from hub.models.moderation import Flag, Hold, Override, Removal
from hub.models.moving import Acceptance, AccountClaim, AddressProof, AgencyChange, LeftBehind, Move
from hub.models.opened import Opened, OpenedTo
from hub.models.people import NOBODY, Affiliation, Guest, Standing, User
from hub.models.reviews import Review, review_status
from hub.models.spaces import Membership, Space
from hub.models.tags import Tag, TaggedItem
from hub.models.watching import Watch
from hub.models.work import Draft, Imported, ImportRun, IndexEntry, Mail

__all__ = [
    "NOBODY",
    "UNSHOWN",
    "Acceptance",
    "AccessRequest",
    "AccountClaim",
    "AddressProof",
    "AdmissionRequest",
    "Affiliation",
    "Agency",
    "AgencyChange",
    "AllowedAddress",
    "AppendOnly",
    "Applicant",
    "Audience",
    "Authored",
    "AutoJoin",
    "Blob",
    "Delivery",
    "Draft",
    "EmailDomain",
    "Event",
    "File",
    "Flag",
    "Guest",
    "HandOver",
    "HeldNewcomer",
    "Hold",
    "ImportRun",
    "Imported",
    "IndexEntry",
    "Installation",
    "Invitation",
    "Item",
    "LeftBehind",
    "Link",
    "Mail",
    "Membership",
    "Move",
    "Opened",
    "OpenedTo",
    "OutsideAuthor",
    "Override",
    "Removal",
    "Review",
    "Space",
    "Standing",
    "Tag",
    "TaggedItem",
    "User",
    "Watch",
    "review_status",
    "signed",
    "specific",
]
