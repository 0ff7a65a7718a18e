"""Everything that keeps a document from going live, and everything one may want to mend."""

from __future__ import annotations

import datetime as dt

from riskfactors.editions import gate, language
from riskfactors.editions.document import Document, Problem


def blocking(document: Document) -> tuple[Problem, ...]:
    """What must be mended first: the structure's problems, then the words'."""
    return (*gate.problems(document), *language.blocking(document))


def advice(document: Document, today: dt.date) -> tuple[Problem, ...]:
    """What an editor may want to mend; `today` tells which sources have not been seen for long."""
    return tuple(language.advice(document, today))
