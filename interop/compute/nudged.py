"""How far the items of a result move when the functions that it is computed of do."""
import numpy as np

INEXACT = {getattr(np, name) for name in """
    power arctan2 hypot logaddexp exp expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh
    arccosh arctanh sqrt absolute
""".split()}


class Nudged(np.ndarray):
    """An array whose functions and sums come out two floats higher or lower, as another library's may."""

    toward = np.inf

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        plain = [np.asarray(x) if isinstance(x, Nudged) else x for x in inputs]
        if out:
            options["out"] = tuple(np.asarray(x) if isinstance(x, Nudged) else x for x in out)
        result = getattr(ufunc, method)(*plain, **options)
        if isinstance(result, tuple):
            return result
        if ufunc in INEXACT or method != "__call__":
            result = nudged(np.asarray(result))
        if out:
            out[0][...] = result
            return out[0]
        return np.asarray(result).view(Nudged)


def nudged(array):
    if array.dtype.kind == "c":
        return nudged(array.real) + 1j * nudged(array.imag)
    if array.dtype.kind != "f":
        return array
    toward = array.dtype.type(Nudged.toward)
    return np.nextafter(np.nextafter(array, toward), toward)


def spread(value, evaluate):
    """How far each item of `value` moves where `evaluate` computes it of nudged arrays; infinity where it becomes another kind."""
    moved = np.zeros(value.size, "<f8")
    if value.dtype.kind not in "fcbiu":
        return moved
    for Nudged.toward in (np.inf, -np.inf):
        try:
            other = np.asarray(evaluate())
        except Exception:
            continue
        if other.shape != value.shape:
            continue
        away = np.abs(np.asarray(other, "c16") - np.asarray(value, "c16")).ravel()
        same = (np.asarray(other) == value).ravel() | (np.isnan(value) & np.isnan(other)).ravel()
        moved = np.maximum(moved, np.where(same, 0, np.where(np.isnan(away), np.inf, away)))
    return moved
