"""Keys to index an array of a given shape with: what users write, small enough to compare them all."""

import numpy as np

MOST = 40_000  # elements of one answer


def spans(n):
    """Ranges of one axis, the interesting ends included."""
    few = min(n, 7)
    return [slice(0, few), slice(n // 2, min(n, n // 2 + 5)), slice(-few, None), slice(None, few), slice(n - 1, n), slice(0, n + 10)]


def size(key, shape):
    return np.broadcast_to(np.zeros((), "u1"), shape)[key].size


def slices(shape):
    """Integers, ranges, negative ones, ellipsis; all that are small."""
    if not shape:
        return [()]
    n = shape[0]
    keys = [0, n - 1, -1, -n, *spans(n), slice(3, 3), slice(n, n + 5)]
    if len(shape) > 1:
        middle = tuple(m // 2 for m in shape)
        keys += [middle, tuple(-1 for _ in shape), (Ellipsis, 0), (0, Ellipsis), (Ellipsis, slice(0, 2)), (slice(0, 1), Ellipsis, -1)]
        for i in range(6):
            keys.append(tuple(spans(m)[(i + axis) % 5] for axis, m in enumerate(shape)))
        keys += [(middle[0], *(spans(m)[0] for m in shape[1:])), (*(spans(m)[1] for m in shape[:-1]), middle[-1])]
    else:
        keys += [Ellipsis, (slice(2, 9),)]
    return [key for key in keys if size(key, shape) <= MOST]


def gathers(shape):
    """Index lists and masks."""
    if not shape:
        return []
    n = shape[0]
    rng = np.random.default_rng(8)
    some = sorted(rng.integers(0, n, 6).tolist())
    keys = [[0, n - 1], some, some[::-1], [n // 2] * 3, [-1, -n, 0], np.array(some), np.array([], dtype=int)]
    mask = np.zeros(n, dtype=bool)
    mask[some] = True
    keys.append(mask)
    if len(shape) > 1:
        m = shape[1]
        keys += [([0, n - 1], [0, m - 1]), (slice(0, 2), [m - 1, 0]), (n - 1, [0, -1]), ([0, n - 1], slice(0, m, 1))]
    keys = [key for key in keys if size(key, shape) <= MOST]
    return keys


def spelled(shape):
    """What the text of `slice_` may say and the Python client never sends: steps, blanks, empty parts."""
    if not shape:
        return []
    n = shape[0]
    rest = ",".join("0:2" for _ in shape[1:])
    tail = tuple(slice(0, 2) for _ in shape[1:])
    with_rest = f", {rest}" if rest else ""
    step = max(2, n // 7)
    return [(f"::{step}{with_rest}", (slice(None, None, step), *tail)), (f" 1 : {n} : 3{with_rest}", (slice(1, n, 3), *tail)),
            (f"-5:{with_rest}", (slice(-5, None), *tail)), (f"{n - 1}{with_rest}", (n - 1, *tail))][: 4 if n * 4 ** len(tail) < MOST * 20 else 1]
