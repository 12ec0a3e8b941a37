"""The rules of a function's health, one file a noun: each takes a case and yields the reasons that it finds."""
