"""What an image is built from: the site, and no secret that lies beside it."""

from __future__ import annotations

import pytest

from tests.deploy.recipes import ignored


@pytest.mark.parametrize(
    "name", [".env", "tls/privkey.pem", "var/secret_key", ".git/config", "mscalc/__pycache__/x.pyc"]
)
def test_no_secret_gets_into_the_image(name):
    assert ignored(name)


@pytest.mark.parametrize("name", ["manage.py", "mscalc/wsgi.py", "requirements/run.txt"])
def test_the_site_does(name):
    assert not ignored(name)
