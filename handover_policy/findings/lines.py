"""Line ends as YAML counts them, so that a finding's line is the same for the reader and for those who show it."""

from __future__ import annotations

import re

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
