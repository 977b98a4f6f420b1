"""Rules about people and organisations across the offer."""
