"""What is asked for does not exist, as far as we know."""


class NotHere(LookupError):
    """The message is one sentence for people: what is missing and what may be the reason. Answered with 404."""
