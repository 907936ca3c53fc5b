"""D01 to D18: which addresses the door, the employer's table and the domain rule let in: the right ones, no other."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from hub.accounts.entry import find_entry
from hub.addresses import parse_address, parse_domain
from hub.domains import find_domain
from hub.models import Affiliation, Agency, EmailDomain, User
from tests.accounts.door import ask, delivered
from tests.sampling import sampled


@pytest.fixture
def no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def notify_list(db, shared):
    """The 21 suffixes of a real list of the public sector, all open."""
    names = (shared / "corpus/agencies/govuk-notify/email_domains.txt").read_text().split()
    for name in names:
        EmailDomain.objects.create(domain=name, suffix_confirmed=True)
    return names


@pytest.fixture
def cases(shared, notify_list):
    """[(address, canonical form or None)]"""
    found = json.loads((shared / "suites/domain/allowlist_cases.json").read_text())
    assert sorted(found["allowlist"]) == sorted(notify_list)
    return [(case["address"], case["canonical"]) for case in found["cases"]]


def test_d01_the_domain_rule_is_right_about_every_case(cases):
    wrong = [address for address, canonical in cases if bool(find_domain(address)) != bool(canonical)]
    assert wrong == []


@sampled(12)
def test_d01_the_door_is_right_about_every_case_and_mails_only_the_right_ones(cases, no_limits, mailoutbox, some):
    wrong, cases = [], cases[some]
    for address, canonical in cases:
        answer = ask(Client(), address)
        accepted = answer.status_code == 302
        if accepted != bool(canonical) or (canonical and not User.objects.filter(email=canonical).exists()):
            wrong.append((address, answer.status_code))
        if not accepted:
            assert "There is a problem" in answer.content.decode()
    assert wrong == []
    right = {canonical for _address, canonical in cases if canonical}
    assert set(delivered(mailoutbox)) == right
    assert set(User.objects.values_list("email", flat=True)) == right
    # D10, D11: one recipient on the wire, and it is the stored address.
    assert all(mail.recipients() == [mail.to[0]] and len(mail.recipients()) == 1 for mail in mailoutbox)


@pytest.mark.slow
def test_d01_no_employer_is_proved_by_any_other_way_either(cases):
    agency = Agency.objects.create(name="Any", slug="any")
    wrong = []
    for number, (address, canonical) in enumerate(cases):
        user = User.objects.create_user(f"person{number}@x.example")
        try:
            with transaction.atomic():
                made = Affiliation.objects.create(user=user, agency=agency, email=address)
        except ValidationError:
            made = None
        if (made.email if made else None) != canonical:
            wrong.append(address)
        if made:
            Affiliation.objects.filter(pk=made.pk).update(ended_at=made.verified_at)
    assert wrong == []


def spoofs(shared, names):
    """Every name with one character replaced by one that looks like it."""
    alike = json.loads((shared / "suites/unicode/confusables_ascii.json").read_text())
    for name in names:
        for place, character in enumerate(name):
            for other in alike.get(character, ()):
                yield name[:place] + other + name[place + 1 :]


@sampled(20)
def test_d05_not_one_look_alike_of_a_real_domain_is_accepted(shared, notify_list, no_limits, mailoutbox, some):
    every = list(spoofs(shared, notify_list))
    assert len(every) >= 5000
    assert [name for name in every[some] if find_domain(f"jo@{name}") or find_entry(f"jo@{name}")] == []
    for name in every[some][::40]:
        assert ask(Client(), f"jo@{name}").status_code == 200
    for hidden in (
        "jo@gov\u200b.uk",
        "jo@gov\u00ad.uk",
        "jo@\u202egov.uk",
        "jo@gov\u3002uk",
        "jo@ｇｏｖ.uk",
        "jo\u00a0@gov.uk",
    ):
        assert ask(Client(), hidden).status_code == 200
    assert delivered(mailoutbox) == []


def test_d06_a_punycode_name_is_accepted_only_where_it_is_listed(notify_list):
    assert find_domain("jo@xn--gv-fka.uk") is None
    assert find_domain("jo@xn--80ak6aa92e.com") is None
    EmailDomain.objects.create(domain="xn--bcher-kva.example")
    assert find_domain("jo@xn--bcher-kva.example")


@sampled(30)
def test_d08_to_d14_the_door_is_never_looser_than_the_validity_corpus(db, shared, no_limits, some):
    corpus = json.loads((shared / "suites/email/isemail_tests.json").read_text())
    category = {case["address"]: case["category"] for case in corpus}
    for address in category:
        domain = parse_domain(address.strip().rsplit("@", 1)[-1])
        if domain and not EmailDomain.objects.filter(domain=domain).exists():
            EmailDomain.objects.create(domain=domain, suffix_confirmed=True)
    accepted = [a for a in [*list(category)[some], "test@iana.org"] if ask(Client(), a).status_code == 302]
    # The form trims what stands round an address, so those are judged as trimmed.
    assert {category[address.strip()] for address in accepted} <= {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}
    assert [a for a in accepted if category[a] == "ISEMAIL_ERR" and a == a.strip()] == []
    assert "test@iana.org" in accepted


@pytest.mark.parametrize(
    "address", ["a" * 10_000_000 + "@gov.uk", "a." * 200_000 + "@gov.uk", "jo@" + "a." * 500_000 + "gov.uk"]
)
def test_d13_a_monstrous_address_is_refused_at_once(address):
    import time

    began = time.perf_counter()
    assert parse_address(address) is None
    assert time.perf_counter() - began < 0.1


def test_d12_no_control_character_gets_through_the_door(cast, client, mailoutbox):
    for address in ("jo@parks.gov.example\r\nBcc: x@evil.example", "jo\x00@parks.gov.example", "j\to@parks.gov.example"):
        answer = ask(client, address)
        assert answer.status_code == 200
        assert "Enter only your email address" in answer.content.decode()
    assert delivered(mailoutbox) == []


def test_d15_no_parent_of_an_entry_and_no_glued_name_is_accepted(notify_list):
    parents = {name.split(".", 1)[1] for name in notify_list} - set(notify_list)
    glued = [f"x{name}" for name in notify_list] + [f"not{name}" for name in notify_list]
    accepted = [name for name in [*parents, *glued, "uk", "co.uk", "notscotent.co.uk"] if find_domain(f"jo@{name}")]
    assert accepted == []


@pytest.mark.parametrize("typed", ["uk", "com", "*.uk", "co.uk", "gmail.com", "", "gov uk", "-x.uk", "localhost"])
def test_d16_a_domain_that_says_nothing_about_an_employer_cannot_be_added(db, typed):
    with pytest.raises(ValidationError):
        EmailDomain.objects.create(domain=typed)


@pytest.mark.parametrize("typed", ["Parks.GOV.uk ", "@parks.gov.uk", "*.parks.gov.uk"])
def test_d16_a_domain_is_written_down_in_one_form(db, typed):
    assert EmailDomain.objects.create(domain=typed).domain == "parks.gov.uk"


def test_d18_a_domain_may_be_taken_without_those_below_it(db):
    EmailDomain.objects.create(domain="mail.example", include_subdomains=False)
    assert find_domain("jo@mail.example")
    assert find_domain("jo@post.mail.example") is None


@pytest.mark.parametrize("typed", ["Tom <tom@parks.gov.example>", "mailto:tom@parks.gov.example", "tom at parks", "tom@"])
def test_d10_what_is_more_or_less_than_an_address_is_refused_in_words_of_its_own(cast, mailoutbox, typed):
    page = ask(Client(), typed).content.decode()
    assert "Enter only your email address, like" in page and "a domain we accept" not in page.split("<main")[1].split("hint")[0]
    assert mailoutbox == []
