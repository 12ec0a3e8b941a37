"""What would cost less: each idea with what it would save a month, how sure that is, and what could go wrong.

Ideas overlap (a cheaper architecture also makes errors cheaper), so they are ranked and never added up.
"""
