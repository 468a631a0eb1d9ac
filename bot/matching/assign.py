"""Each row its own column, so that the weights add up to the most: shortest augmenting paths, with prices as a proof."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

Row = dict[int, int]
"""Column: weight."""


class Assignment:
    """The heaviest assignment of rows to columns; every row gets one, so each needs an edge to a column of its own.

    `u` and `v` prove it: `u[row] + v[column]` is never below an edge's weight, and equal on the edges chosen. Edges may be
    added afterwards, and `solve` called again: only the rows that they concern are looked at anew.
    """

    def __init__(self, rows: Sequence[Row], columns: int) -> None:
        self.rows = rows
        self.u = [max(row.values()) for row in rows]
        self.v = [0] * columns
        self.column_of = [-1] * len(rows)
        self.row_of = [-1] * columns

    def solve(self) -> None:
        for row, edges in enumerate(self.rows):
            best = max(weight - self.v[column] for column, weight in edges.items())
            at = self.column_of[row]
            if best > self.u[row] and at >= 0:
                self.row_of[at] = self.column_of[row] = -1
            self.u[row] = max(best, self.u[row]) if self.column_of[row] >= 0 else best
        for row, edges in enumerate(self.rows):
            if self.column_of[row] < 0:
                self._take_free(row, edges)
        for row in range(len(self.rows)):
            if self.column_of[row] < 0:
                self._augment(row)

    def _take_free(self, row: int, edges: Row) -> None:
        for column, weight in edges.items():
            if self.row_of[column] < 0 and weight == self.u[row] + self.v[column]:
                self.row_of[column], self.column_of[row] = row, column
                return

    def _augment(self, start: int) -> None:
        """Dijkstra over reduced weights, from a row without a column to the nearest column without a row."""
        near: dict[int, int] = {}
        via: dict[int, int] = {}
        done: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        row, far = start, 0
        while True:
            base = far + self.u[row]
            for column, weight in self.rows[row].items():
                if column not in done:
                    length = base + self.v[column] - weight
                    if length < near.get(column, length + 1):
                        near[column], via[column] = length, row
                        heappush(heap, (length, column))
            far, column = heappop(heap)
            while column in done:
                far, column = heappop(heap)
            if self.row_of[column] < 0:
                break
            done[column] = far
            row = self.row_of[column]
        self.u[start] -= far
        for passed, length in done.items():
            self.u[self.row_of[passed]] -= far - length
            self.v[passed] += far - length
        self._flip(start, column, via)

    def _flip(self, start: int, column: int, via: dict[int, int]) -> None:
        while True:
            row = via[column]
            left = self.column_of[row]
            self.row_of[column], self.column_of[row] = row, column
            if row == start:
                return
            column = left
