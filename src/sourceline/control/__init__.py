"""Who held a place from when to when: control claims and battles become periods.

Each place has a line of its own. Captures and losses are gathered into *changes* (many
reports of one change are one, the narrowest range that most stories support), holdings
into *proofs*; sorted by day they make *runs* of one holder each. Where runs contradict
each other, the side with more independent stories stands and the other side's claims
are kept against it. Sieges, contests and claims about parts of a place lie over the
runs as periods of their own state and end nobody's hold.

The end of a period is the first day on which it no longer is: who takes a place on the
5th holds it on the 5th, who loses it then does not.

Sources: ACLED codebook (control that lasts no more than a day stays a clash; only the
final acquisition is a change), UCDP GED codebook (``where_prec``).
"""

from sourceline.control.claims import TERRITORIAL
from sourceline.control.in_force import held_on
from sourceline.control.places import area_of, place_key
from sourceline.control.timeline import periods

__all__ = ["TERRITORIAL", "area_of", "held_on", "periods", "place_key"]
