"""One way to compile: cached on disk, without the interpreter lock, and once for whole numbers of any width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba import types

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile a function; the result of the first compilation stays on disk.

    Numba would compile it anew for each mix of constants and of numbers from int32 and int64 arrays that other kernels call it with, which
    doubles the minutes of the first start; here the caller widens them.
    """
    compiled: Any = numba.njit(cache=True, nogil=True)(function)
    as_called = compiled.get_call_template

    def widened(args: tuple[types.Type, ...], kws: dict[str, types.Type]) -> Any:
        return as_called(tuple(types.int64 if isinstance(arg, types.Integer | types.IntegerLiteral) else arg for arg in args), kws)

    compiled.get_call_template = widened
    return cast(F, compiled)
