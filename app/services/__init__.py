"""The verbs: lock, load, ask the rules, write, put mail in the outbox, write history.

Services flush and never commit; the edges (web, jobs, command line) open and end the transaction.
"""
