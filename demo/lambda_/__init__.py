"""Lambda's control plane as the embedded AWS answers it: the world's functions, and what people did to them since.

Held here and not by moto, whose functions know no paging, no dead-letter and logging configuration, no world time, and
take seconds where there are a thousand of them.
"""
