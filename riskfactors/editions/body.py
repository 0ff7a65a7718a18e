"""HTML as it goes over the wire: plain, compressed, and named by what it holds."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Body:
    """The body of a response. What it costs to compress and to name is paid once, if asked for.

    `effort` is zlib's, 1 to 9: less for a body that is sent once.
    """

    plain: bytes
    digest: str
    effort: int = 9

    @cached_property
    def zipped(self) -> bytes:
        """The same, compressed."""
        return gzip.compress(self.plain, self.effort, mtime=0)

    @cached_property
    def tag(self) -> str:
        """A name that changes with the edition and with every byte."""
        return f"{self.digest[:12]}-{hashlib.sha256(self.plain).hexdigest()[:12]}"
