"""PackedPlaces: where each file lies in a package, under a name that every system can unpack, no two at one place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

FORBIDDEN = frozenset('<>:"/\\|?*')
"""What Windows lets stand in no name."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names that Windows keeps for itself, whatever ending they have."""
LONGEST, LONGEST_ENDING, DEEPEST = 80, 12, 8
BLANK = "_"


def fit_name(told: str) -> str:
    """Return a name of a file or a folder that every system can unpack: it leads nowhere else, and is not too long."""
    seen = "".join(
        BLANK if each in FORBIDDEN else each
        for each in unicodedata.normalize("NFC", told)
        if unicodedata.category(each) not in UNSEEN
    )
    name = " ".join(seen.split()).rstrip(". ")
    if len(name) > LONGEST:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if stem and len(ending) <= LONGEST_ENDING else name
        name = name[:LONGEST].rstrip(". ")
    if name.partition(".")[0].rstrip().casefold() in DEVICES:
        name = f"{BLANK}{name}"
    return name or BLANK


def segments_of(path: str) -> tuple[str, ...]:
    """Return the folders and the name that a path tells, as they may stand in a package; the innermost where many."""
    told = [each for each in path.replace("\\", "/").split("/") if each.strip() and each.strip(" .")]
    return tuple(fit_name(each) for each in told[-DEEPEST:]) or (BLANK,)


@dataclass(slots=True)
class PackedPlaces:
    """The places that are taken; two that differ by nothing but small and large letters are one to many systems."""

    taken: set[str] = field(default_factory=set)

    def place(self, *segments: str) -> str:
        """Return a place for a file that nothing has yet: where it is taken, the name counts on."""
        *folders, name = segments
        stem, dot, ending = name.rpartition(".") if "." in name.strip(".") else (name, "", "")
        number, place = 1, "/".join(segments)
        while place.casefold() in self.taken:
            number += 1
            place = "/".join((*folders, f"{stem} ({number}){dot}{ending}"))
        self.taken.add(place.casefold())
        return place
