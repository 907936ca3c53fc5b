"""What the people of the demo say of themselves: enough to find them, each field for whom they chose."""

from hub.demo import Demo
from hub.models import Tag
from profiles.demo_people import PEOPLE
from profiles.models import Expertise, Profile


def fill(demo: Demo) -> None:
    """Fill each profile, which joining has made, and give it the day of joining."""
    for handle, said in PEOPLE.items():
        said = dict(said)
        person = demo.people[handle]
        topics, reach = said.pop("topics", {}), said.pop("reach", {})
        profile = Profile.objects.get(user=person)
        for name, words in said.items():
            setattr(profile, name, words)
        profile.reach = reach
        profile.created_at = profile.changed_at = person.created_at
        profile.save()
        for name, level in topics.items():
            tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
            Expertise.objects.create(profile=profile, tag=tag, level=level)
        profile.publish()
