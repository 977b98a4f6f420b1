"""Something changes in an edition that people count on: new dates, another trainer or place, undo.

Each page says before the click who gets which message.
"""
