"""The part of a profile's form that holds the logo."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField
from wtforms.validators import ValidationError

from matchmaking.organisations.forms.fields import LONGEST_NAME, line
from matchmaking.organisations.pictures import MOST_BYTES, BadPicture, LogoChange, Picture, redrawn


class LogoFields:
    """A file that is judged by its content, words for those who cannot see it, and a box that takes it away."""

    logo = FileField(
        _l("Logo"),
        description=_l("PNG, JPEG or WebP, at most 1 MB and 4000 pixels a side. It is shown at 512 pixels at most."),
        render_kw={"accept": "image/png,image/jpeg,image/webp"},
    )
    logo_alt = line(
        _l("What the logo shows"),
        longest=LONGEST_NAME,
        description=_l("For those who cannot see it. Leave it empty if it shows the name alone."),
    )
    logo_removed = BooleanField(_l("Remove the logo"))

    picture: Picture | None = None

    def validate_logo(self, field: FileField) -> None:
        sent = _sent(field)
        if sent is None:
            return
        try:
            self.picture = redrawn(sent.stream.read(MOST_BYTES + 1))
        except BadPicture as error:
            raise ValidationError(str(error)) from error

    def to_logo(self) -> LogoChange:
        """What was chosen, of a form that has been validated. A new picture outweighs the box."""
        return LogoChange(self.picture, self.logo_alt.data or "", bool(self.logo_removed.data) and not self.picture)

    def ask_for_logo_again(self) -> None:
        """Say that a file which came with a form that was not stored has to be chosen once more."""
        if _sent(self.logo) is not None and not self.logo.errors:
            self.logo.errors = [_("Choose the file again: it is not kept until the profile is saved.")]


def _sent(field: FileField) -> FileStorage | None:
    data = field.data
    return data if isinstance(data, FileStorage) and data.filename else None
