"""The rules of an open training offer: pure functions and values, standard library only.

Nothing here knows the web, the database or the clock: `now` is always a parameter. A rule that is
broken is one `RuleBroken` with a code; the screens turn that code into a sentence.
"""
