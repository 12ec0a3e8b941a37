"""Lengths of time in seconds."""

MINUTE = 60
HOUR = 3_600
DAY = 86_400
