"""Runs one collector on one target and hands out its chunks and its outcome; never raises."""
