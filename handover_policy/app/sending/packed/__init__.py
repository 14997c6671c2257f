"""Packed: what goes into a parcel beside texts: what there is to do, files; and what may not go out any more."""
