"""What footfall raises: one sentence, `argument: expected …, got …`."""

from __future__ import annotations


class ArgumentError(ValueError):
    """An argument has a value that the function cannot work with.

    Attributes
    ----------
    argument : str
        Name of the argument.
    expected : str
        What would have been accepted.
    got : str
        What came.
    """

    def __init__(self, argument: str, expected: str, got: object) -> None:
        self.argument = argument
        self.expected = expected
        self.got = str(got)
        super().__init__(f"{argument}: expected {expected}, got {got}")

    def __reduce__(self) -> tuple[type[ArgumentError], tuple[str, str, str]]:
        return type(self), (self.argument, self.expected, self.got)


class ReadError(ArgumentError):
    """A file cannot be read: missing, truncated, or not of the format it claims."""


class MissingExtraError(ImportError):
    """An optional library is not installed; the text names the extra that brings it."""

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(
            f"{purpose} needs {library}, which is not installed: pip install 'footfall[{extra}]'"
        )


def wrong_type(argument: str, expected: str, got: object) -> TypeError:
    """Build the TypeError for a wrong kind of object, in the same sentence form."""
    return TypeError(f"{argument}: expected {expected}, got {got}")
