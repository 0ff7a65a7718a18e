"""Who may do what on the desk: every page and act, every role."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from riskfactors.desk.urls import urlpatterns
from riskfactors.editions import working_copy
from riskfactors.editions.publish import send_for_review
from riskfactors.models import Candidate, Entry
from tests.factories import EditorFactory

A, R, P = "Author", "Reviewer", "Publisher"
ROLES = (A, R, P)
ALL, NONE = {A, R, P}, set()
READ = {
    "desk": (),
    "effect": (),
    "effect_on": ("1.mono.-.-.-",),
    "choose": (),
    "compare": ("1", "working"),
    "compare_on": ("1", "working", "1.mono.-.-.-"),
    "preview": (),
    "candidate_preview": ("candidate",),
    "export": ("working", "toml"),
    "remarks": (),
    "audit_csv": (),
    "history": ("passages", "ebv.mono"),
    "candidate": ("candidate",),
    "editions": (),
    "admin:riskfactors_entry_changelist": (),
    "admin:riskfactors_entry_change": ("entry",),
    "admin:riskfactors_entry_history": ("entry",),
    "admin:riskfactors_auditline_changelist": (),
}
ACTS = {
    "glance": (("entry",), {A}),
    "draft": (("entry",), {A}),
    "still_open": (("entry",), {A}),
    "dismiss": (("entry",), {A}),
    "undo_dismissal": (("1",), {A}),
    "admin:riskfactors_entry_change": (("entry",), {A}),
    "bring_back": (("passages", "ebv.mono", "1"), {A}),
    "send": ((), {A}),
    "invite": (("candidate",), {A, R}),
    "revoke_check": (("1",), {A, R}),
    "approve": (("candidate",), {R}),
    "ask": (("candidate",), {R}),
    "remark": ((), {A, R, P}),
    "reply": (("1",), {A, R, P}),
    "publish": ((), {P}),
    "roll_back": (("1",), {P}),
    "admin:riskfactors_entry_add": ((), {A}),
    "admin:riskfactors_entry_delete": (("entry",), {A}),
    "move_text": (("entry",), {A}),
    "admin:riskfactors_auditline_add": ((), NONE),
    "admin:riskfactors_auditline_change": (("1",), NONE),
    "admin:riskfactors_auditline_delete": (("1",), NONE),
    "people": ((), NONE),
    "person": (("1",), NONE),
}
# A fact-checker's pages, and those where a password is set, ask for a token and not for a role.
TOKEN = {"first_editor", "own_password", "check", "check_kind", None}


@pytest.fixture
def address(packaged, db):
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    working_copy.save(entry, {**entry.fields, "heading": "You had mono"}, who="Grace")
    send_for_review(who=None, note="x")
    rows = {
        "entry": str(Entry.objects.get(kind="passages", key="ebv.mono").pk),
        "candidate": str(Candidate.objects.get().pk),
    }
    return lambda name, args: reverse(name, args=[rows.get(arg, arg) for arg in args])


@pytest.fixture
def people():
    """A client for each role, for staff without one, and for nobody."""

    def _people(client_class):
        found = {"nobody": client_class()}
        for role in ("staff", *ROLES):
            found[role] = client_class()
            found[role].force_login(EditorFactory(staff=True, roles=[role]))
        return found

    return _people


def is_let_in(response):
    to_sign_in = response.status_code == 302 and "/login/" in response["Location"]
    return response.status_code not in {401, 403} and not to_sign_in


@pytest.mark.slow
def test_each_role_may_do_its_own_part_and_no_other(client, address, people):
    wrong = []
    for who, browser in people(type(client)).items():
        for name, args in READ.items():
            if is_let_in(browser.get(address(name, args))) is not (who in ROLES):
                wrong.append((who, "reads", name))
        for name, (args, roles) in ACTS.items():
            if is_let_in(browser.post(address(name, args))) is not (who in roles):
                wrong.append((who, "does", name))

    assert wrong == []


def shared():
    groups = Group.objects.filter(name__in=ROLES).prefetch_related("permissions")
    return {one.name: {may.codename for may in one.permissions.all()} for one in groups}


def test_a_site_without_roles_gets_them_at_its_next_start(db):
    before = shared()
    Group.objects.all().delete()

    call_command("migrate", verbosity=0)

    assert shared() == before
    assert before.keys() == set(ROLES)


def test_what_an_administrator_changed_in_a_role_stays(db):
    Group.objects.get(name=A).permissions.clear()
    Group.objects.get(name=R).delete()
    before = shared()

    call_command("migrate", verbosity=0)

    assert shared() == before


def test_the_table_names_every_page_of_the_desk():
    pages = {pattern.name for pattern in urlpatterns}

    assert pages - TOKEN == {name for name in (*READ, *ACTS) if not name.startswith("admin:")}
