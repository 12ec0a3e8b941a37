"""Logs Insights QL: read, compiled and run over streams of events."""
