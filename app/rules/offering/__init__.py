"""Rules about the offer: trainings, editions, what they ask, how they are found."""
