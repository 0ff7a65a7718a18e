"""“Compared with whom?”: which frames a figure may be set in, and the arithmetic for EBV."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from riskfactors.engine.figures import THOUSAND, number, whole
from riskfactors.engine.teaching import Frame
from riskfactors.engine.texts import Edition

WITHOUT, AVERAGE, OF_1000 = "without", "average", "thousand"


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One factor with the claim whose figure is set in frames."""

    factor: str
    claim: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its frames, in order."""
        return tuple(f"{self.factor}.{frame}" for frame in (WITHOUT, AVERAGE, OF_1000))

    def frames(self, edition: Edition) -> tuple[Frame | None, ...]:
        """Its frames; None where the edition has not enough to say."""
        return tuple(edition.frames.get(key) for key in self.keys)


FRAMES = (
    FrameRow("ebv", "ebv_32_times"),
    FrameRow("vitamin_d", "vitamin_d_60_percent"),
    FrameRow("smoking", "smoking_doubles_worsening"),
    FrameRow("family_history", "relative_raises"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """For one ratio: how many shares somebody with EBV, without it, and on average has.

    Somebody who never had EBV counts as one share.
    """

    ratio: Decimal
    average: Decimal

    @property
    def line(self) -> tuple[int, int]:
        """The ratio and the average share, in whole numbers."""
        return whole(self.ratio), whole(self.average)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """An average of adults who had EBV and adults who never did, of every 1,000."""

    infected: int
    shares: Shares
    lowest: Shares
    highest: Shares

    @property
    def never(self) -> int:
        """Of every 1,000 adults, how many never had EBV."""
        return THOUSAND - self.infected


def mix(edition: Edition) -> Mix:
    """What the ratio for EBV means against an average adult.

    An average is (infected x ratio + never x 1) / 1,000 shares, if one ratio holds for all.
    """
    times, infected = number(edition, "ebv"), whole(number(edition, "infected").value)
    shares = [
        Shares(ratio=ratio, average=(infected * ratio + THOUSAND - infected) / THOUSAND)
        for ratio in (times.value, times.low, times.high)
    ]
    return Mix(
        infected=infected,
        shares=shares[0],
        lowest=shares[1],
        highest=shares[2],
    )
