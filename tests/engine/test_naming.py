"""What texts and their fields are called wherever people meet them."""

from __future__ import annotations

import pytest

from riskfactors.engine.answers import VALUES
from riskfactors.engine.naming import FACTORS, FIELDS, FIELDS_OF, field_in_words
from riskfactors.engine.texts import KINDS


@pytest.mark.parametrize("factor", VALUES)
def test_a_persons_answer_is_named_as_its_factor(factor):
    assert field_in_words("cases", factor) == FACTORS[factor]


def test_a_name_is_of_a_field_that_there_is():
    fields = {(kind, field) for kind, text in KINDS.items() for field in text.__dataclass_fields__}

    assert set(FIELDS) <= {field for _, field in fields}
    assert set(FIELDS_OF) <= fields


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_fields_of_a_text_have_one_name(kind):
    names = [field_in_words(kind, field) for field in KINDS[kind].__dataclass_fields__]

    assert len(set(names)) == len(names)
