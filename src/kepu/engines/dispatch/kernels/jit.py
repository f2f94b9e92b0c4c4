"""One way to compile: cached on disk, without the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile a function; the result of the first compilation stays on disk."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))
