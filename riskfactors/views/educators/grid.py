"""Where the marks of the interplay picture stand. Rows and columns are two factors each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from riskfactors.engine.combinations import State, States, combinations
from riskfactors.engine.interplay import PAIRS

CELL, LEFT, TOP, GAP = 56, 200, 96, 10
# A factor's dot inside a cell, in the order of the axes: rows left, columns right.
DOTS = ((16, 16), (16, 40), (40, 16), (40, 40))
STATES = tuple(State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A factor in a cell."""

    x: int
    y: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One combination: a dot for each factor, a line for each pair that has a note."""

    x: int
    y: int
    dots: tuple[Dot, ...]
    lines: tuple[tuple[Dot, Dot], ...]
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A state of one factor along a row or a column."""

    x: int
    y: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The picture; `axes` are the factors' names, two for rows and two for columns."""

    axes: tuple[str, ...]
    cells: tuple[Cell, ...]
    outer_rows: tuple[Label, ...]
    inner_rows: tuple[Label, ...]
    outer_columns: tuple[Label, ...]
    inner_columns: tuple[Label, ...]
    width: int = LEFT + 9 * CELL + 2 * GAP + 10
    height: int = TOP + 9 * CELL + 2 * GAP + 10
    cell: int = CELL - 4


def grid(order: tuple[str, ...], asked: States, names: Mapping[str, str]) -> Grid:
    """The picture of all 81 combinations; those that are not asked for are drawn faint."""
    found = combinations(only={}, order=order)
    return Grid(
        axes=tuple(names[factor] for factor in order),
        cells=tuple(_cell(one.states, order, asked) for one in found),
        outer_rows=tuple(Label(x=8, y=TOP + _at(i * 3 + 1) + 32, state=s) for i, s in _states()),
        inner_rows=tuple(
            Label(x=104, y=TOP + _at(o * 3 + i) + 32, state=s)
            for o in range(3)
            for i, s in _states()
        ),
        outer_columns=tuple(
            Label(x=LEFT + _at(i * 3 + 1) + 26, y=36, state=s) for i, s in _states()
        ),
        inner_columns=tuple(
            Label(x=LEFT + _at(o * 3 + i) + 26, y=82, state=s)
            for o in range(3)
            for i, s in _states()
        ),
    )


def _states() -> list[tuple[int, State]]:
    return list(enumerate(STATES))


def _at(index: int) -> int:
    return index * CELL + index // 3 * GAP


def _cell(states: States, order: tuple[str, ...], asked: States) -> Cell:
    first, second, third, fourth = (STATES.index(states[factor]) for factor in order)
    dots = {
        factor: Dot(x=x, y=y, state=states[factor])
        for factor, (x, y) in zip(order, DOTS, strict=True)
    }
    present = {factor for factor, state in states.items() if state is State.PRESENT}
    return Cell(
        x=LEFT + _at(third * 3 + fourth),
        y=TOP + _at(first * 3 + second),
        dots=tuple(dots.values()),
        lines=tuple(
            (dots[one], dots[other])
            for one, other in (sorted(pair) for pair in PAIRS.values() if pair <= present)
        ),
        is_asked=all(states[factor] is state for factor, state in asked.items()),
    )
