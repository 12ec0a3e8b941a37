"""One file a page: read, build the page object, render."""
