"""Page objects: what a page and its JSON twin both show."""
