"""The yardstick: the least that Flask can do, on the same server with the same settings."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """One word, and nothing of ours."""
    return "hello"
