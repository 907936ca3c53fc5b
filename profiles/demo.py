"""What the people of the demo do at work."""

from hub.demo import Demo
from profiles.models import Profile

ROLES = {
    "yusuf.demir": "Runs this hub; infrastructure lead",
    "imogen.clarke": "Lead assessor",
    "rhiannon.ellis": "Head of welfare policy",
    "joyce.adeyemi": "Content designer",
    "tomasz.nowak": "Service designer",
    "callum.reid": "Head of inspections",
    "priya.nair": "Inspector and data analyst",
    "megan.pugh": "Welsh language officer",
    "amina.yusuf": "Training manager",
    "daniel.frost": "Debt and benefits adviser",
    "sian.bowen": "Adviser, tribunal representation",
    "graham.tully": "Revenues manager",
    "leanne.okafor": "Customer services, council tax",
    "oliver.penn": "Maker of play equipment",
}


def fill(demo: Demo) -> None:
    """Give each profile, which joining has made, its role and the day of joining."""
    for handle, role in ROLES.items():
        joined = demo.people[handle].created_at
        Profile.objects.filter(user=demo.people[handle]).update(role=role, created_at=joined, changed_at=joined)
