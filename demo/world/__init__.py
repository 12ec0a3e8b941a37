"""A believable company's functions and queues, whose every past and present minute is computed, never stored."""
