"""A figure with all that stands around it, wherever it is shown."""

from typing import NamedTuple

from sim.figures.style import Figure


class Picture(NamedTuple):
    """A figure with its heading, and what a reader must be told.

    said : what it shows, in words, for those who do not see it
    caption : how it is to be read
    source : the tables and runs that it was made from
    """

    figure: Figure
    title: str
    said: str
    caption: str
    source: str
