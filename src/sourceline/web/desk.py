"""What routes work with: the project, its catalogue, its control book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import Request

from sourceline.errors import InputError
from sourceline.project import Project
from sourceline.web.catalogue import Catalogue, Mask
from sourceline.web.catalogues import Catalogues
from sourceline.web.control_book import ControlBook
from sourceline.web.filters import Asked, read_filter

_MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """A filter, the catalogue that answers it, and the rows that it lets through."""

    asked: Asked
    catalogue: Catalogue
    mask: Mask

    @property
    def total(self) -> int:
        """How many incidents."""
        return int(self.mask.sum())

    def ids(self) -> list[str]:
        """Their ids, in order."""
        return [self.catalogue.rows[at].id for at in self.mask.nonzero()[0].tolist()]


class Desk:
    """One project as the workbench works with it.

    Args:
        project: the project.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.catalogues = Catalogues(project.engine)
        self.control = ControlBook(project.engine)

    def look(self, request: Request) -> Looked:
        """The incidents that a request's query asks for."""
        asked = read_filter(queried(request))
        catalogue = self.catalogues.present()
        return Looked(
            asked, catalogue, catalogue.mask(asked, self.catalogues.words(catalogue))
        )

    def counts(self, looked: Looked) -> Mapping[str, Sequence[tuple[str, int]]]:
        """Values and counts of every facet."""
        words = self.catalogues.words(looked.catalogue)
        return looked.catalogue.counts(looked.asked, words)


def queried(request: Request) -> dict[str, list[str]]:
    """The query of a request, every field with all its values.

    Raises:
        InputError: it has more fields than any page asks.
    """
    try:
        return parse_qs(
            str(request.url.query), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise InputError(
            "a query of too many fields", expected=f"{_MOST_FIELDS} at most"
        ) from error


def desk(request: Request) -> Desk:
    """The desk of the application that was asked."""
    found: Desk = request.app.state.desk
    return found
