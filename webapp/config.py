"""The configuration: read, checked as a whole, then handed out as types."""
