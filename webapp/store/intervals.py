"""Laying one looked-at interval over others: pure, so that it can be tried on every order there is."""

from collections.abc import Sequence
from dataclasses import replace

from collectors.records import Coverage


def painted(old: Sequence[Coverage], new: Coverage) -> list[Coverage]:
    """`old`, which do not overlap each other, with `new` laid over them; oldest first, equal neighbours joined."""
    joined: list[Coverage] = []
    for piece in sorted((new, *cut(old, new)), key=lambda each: each.start):
        last = joined[-1] if joined else None
        if last and (last.end, last.result) == (piece.start, piece.result):
            joined[-1] = replace(last, end=piece.end, asked_at=max(last.asked_at, piece.asked_at))
        else:
            joined.append(piece)
    return joined


def cut(old: Sequence[Coverage], new: Coverage) -> list[Coverage]:
    """`old` without what lies in the interval of `new`."""
    left = (replace(piece, end=min(piece.end, new.start)) for piece in old)
    right = (replace(piece, start=max(piece.start, new.end)) for piece in old)
    return [piece for piece in (*left, *right) if piece.start < piece.end]
