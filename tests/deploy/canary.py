"""The site as it is, but for what a form may say: each answer is a token found nowhere else.

So a trace of any answer, anywhere, is a trace of its token.
"""

from __future__ import annotations

import os

from riskfactors.engine.answers import VALUES

SEED = os.environ.get("CANARY", "canary")
TOKENS = {
    (factor, value): f"{SEED}-{factor[0]}{number}"
    for factor, values in VALUES.items()
    for number, value in enumerate((*values, "measured"))
}
NUMBER = "000000000000000048.73"


def patch():
    """Let the form and what is ready in front of it take tokens in place of values."""
    from mscalc import response_cache
    from riskfactors.site import forms

    meant = {token: value for (_, value), token in TOKENS.items()}
    for factor in VALUES:
        field = forms.AnswersForm.base_fields[factor]
        field.choices = [(TOKENS[factor, value], value) for value, _ in field.choices]
    of = forms.answers_of
    forms.answers_of = lambda given: of({f: meant.get(v, v) for f, v in given.items()})
    forms.MEASURED = TOKENS["vitamin_d", "measured"]
    for (factor, value), token in TOKENS.items():
        if value != "measured":
            response_cache.FIELDS[f"{factor}={token}".encode()] = (factor, value)
    clean = forms.AnswersForm.full_clean

    def sometimes_broken(form):
        if form.data.get("utm") == "broken":
            raise ValueError(f"cannot explain {form.data!r}")
        return clean(form)

    forms.AnswersForm.full_clean = sometimes_broken


def made():
    """The site's own application, patched."""
    from mscalc import wsgi

    patch()
    return wsgi.application


if os.environ.get("CANARY"):
    application = made()
