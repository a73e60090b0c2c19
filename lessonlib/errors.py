"""What the package raises when it was given something that it cannot use: each is also the built-in error of its kind.

The command line reports these without a traceback; any other error is a fault of the package itself, and keeps it.
Every message says what was wrong, what was expected, and what to do.
"""


class InputError(ValueError):
    """A value, a file or a text that cannot be used."""


class CourseError(Exception):
    """Something in the course itself is not as it should be."""


class InputTypeError(InputError, TypeError):
    """Something of the wrong type, such as one str where a list of them belongs."""


class InputKeyError(InputError, KeyError):
    """A name that is not known."""

    def __str__(self) -> str:
        return Exception.__str__(self)  # KeyError would show the message in quotes


class InputFileError(InputError, FileNotFoundError):
    """A file or folder that is not there, or is something else than expected."""


def require_several(items: object, what: str, advice: str = "wrap it in a list") -> None:
    """Raises InputTypeError for one str (or bytes) where several `what` belong: its characters would pass for them."""
    if isinstance(items, str | bytes):
        raise InputTypeError(f"expected a list of {what}, got the {type(items).__name__} {items!r:.60}; {advice}")
