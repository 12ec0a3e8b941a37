"""The watch: what is due -> ask -> save chunk by chunk with its coverage -> judge -> note changes -> prune.

due.py, budget.py, trips.py decide, purely; asks.py and gaps.py read the store to say what to look for; saving.py and
judging.py write it; target.py runs one target in threads of its own; watching.py runs them all.
"""
