from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from riskfactors.engine.answers import VALUES, Answers, Ebv, Smoking, all_answers

CHOICES = {factor: st.sampled_from([None, *values]) for factor, values in VALUES.items()}


def test_there_are_600_different_sets_of_answers():
    assert len(set(all_answers())) == len(all_answers()) == 600


def test_keys_follow_the_order_of_the_questions():
    answers = Answers(smoking=Smoking.PAST, ebv=Ebv.MONO)

    assert answers.passage_keys() == ("ebv.mono", "smoking.past")


@given(st.fixed_dictionaries(CHOICES), st.randoms())
def test_the_order_of_fields_does_not_matter(given_answers, random):
    shuffled = list(given_answers.items())
    random.shuffle(shuffled)

    assert Answers(**dict(shuffled)) == Answers(**given_answers)
    assert hash(Answers(**dict(shuffled))) == hash(Answers(**given_answers))


def test_the_engine_runs_where_django_cannot_be_imported():
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from riskfactors.engine import answers, explain, interplay, level, texts\n"
        "print(len(answers.all_answers()))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (ran.stdout.strip(), ran.stderr) == ("600", "")
