"""The few kinds of failure that use cases raise; each carries a sentence for the person who acted."""


class AppError(Exception):
    """A use case refused. `str(error)` is a sentence that may be shown to the person."""


class NotFound(AppError):
    """The thing does not exist, or this person may not know that it does.

    Its sentence is for the log and for programs: the page says only that there is nothing here.
    """


class NotAllowed(AppError):
    """The person may see the thing but not do this to it."""


class Conflict(AppError):
    """The thing is no longer in the state that the act needs (a second press, a rival change)."""


class Invalid(AppError):
    """What was asked breaks a rule. `field` names the input that it belongs to, where there is one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
