"""Puts the web application together."""
