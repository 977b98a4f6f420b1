"""The worker: `python -m app.worker`. It delivers mail and does what is due, every minute."""

import logging
import os
import sys

from dotenv import load_dotenv

from app import create_app
from app.jobs import Jobs, sweep_once
from config import ROOT, SettingError

#: Threads that send mail side by side.
WORKERS = 2


def main() -> None:
    """Run until told to stop (SIGINT or SIGTERM)."""
    load_dotenv(ROOT / ".env")
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(name)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    try:
        app = create_app()
    except SettingError as error:
        sys.exit(f"Open Aanbod cannot start: {error}")
    jobs: Jobs = app.extensions["open_aanbod_jobs"]
    jobs.prepare()
    with app.app_context():
        # Do not wait for the next full minute with what came due while no worker ran.
        sweep_once(app)
    # Only asked for: its server may keep a reader waiting, and mail must leave meanwhile.
    jobs.read_mail()
    consumer = jobs.queue.create_consumer(
        workers=WORKERS,
        worker_type="thread",
        max_delay=2,
        # systemd and honcho say TERM: then a mail that is on its way is finished first.
        graceful_signal="TERM",
    )
    jobs.postman.stopping = consumer.stop_flag
    consumer.run()


if __name__ == "__main__":
    main()
