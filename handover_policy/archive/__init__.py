"""The archive of files: contents under their digests, looked at before they are taken, shown as pictures."""
