"""The packaged texts, stored once for all tests of a module; each test undoes its own changes."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import transaction

from riskfactors.editions import content, working_copy
from riskfactors.editions.publish import load_packaged


@contextmanager
def until_the_end(blocker):
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def packaged_texts(django_db_setup, django_db_blocker):
    """In the working copy, and nothing is live."""
    with until_the_end(django_db_blocker):
        working_copy.replace(content.texts(), who="")
        yield


@pytest.fixture(scope="module")
def packaged(django_db_setup, django_db_blocker):
    """In the working copy, and live as edition 1."""
    with until_the_end(django_db_blocker):
        load_packaged()
        yield
