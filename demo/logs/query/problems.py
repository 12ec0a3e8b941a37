"""What is wrong with a query, and where."""


class Malformed(Exception):
    """A query that cannot be run: [start, end) is where it went wrong."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end
