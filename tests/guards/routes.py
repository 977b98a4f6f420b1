"""Every address of the site, what may be asked of it, and who may enter.

Whoever adds, moves or drops a page changes this table in the same commit: people have the old
address in their mails and bookmarks, and nothing is open by mistake.
"""

from app.web.access import Who

EVERYBODY, LINK_HOLDER = Who.EVERYBODY, Who.LINK_HOLDER
STAFF, COORDINATOR = Who.STAFF, Who.COORDINATOR

#: Files of an extension that we do not use: refused to everybody.
NOBODY = None

#: (endpoint, address, methods, who may enter)
ROUTES: tuple[tuple[str, str, str, Who | None], ...] = (
    ("account.new_password", "/w/<token>", "GET", EVERYBODY),
    ("desk.bookkeeping", "/werk/boekhouding", "GET", COORDINATOR),
    ("desk.bookkeeping_csv", "/werk/boekhouding.csv", "GET", COORDINATOR),
    ("desk.cancel", "/werk/edities/<int:edition_id>/annuleren", "POST", COORDINATOR),
    ("desk.change_edition", "/werk/edities/<int:edition_id>/wijzigen", "GET POST", COORDINATOR),
    (
        "desk.change_participant",
        "/werk/edities/<int:edition_id>/deelnemers/<hex:public_id>/wijzigen",
        "GET POST",
        COORDINATOR,
    ),
    ("desk.edition", "/werk/edities/<int:edition_id>", "GET", COORDINATOR),
    ("desk.edition_history", "/werk/edities/<int:edition_id>/geschiedenis", "GET", COORDINATOR),
    ("desk.edition_meetings", "/werk/edities/<int:edition_id>/sessies", "GET", COORDINATOR),
    ("desk.edition_messages", "/werk/edities/<int:edition_id>/berichten", "GET", COORDINATOR),
    ("desk.editions", "/werk/edities", "GET", COORDINATOR),
    ("desk.extend", "/werk/edities/<int:edition_id>/uitstellen", "POST", COORDINATOR),
    ("desk.go_ahead", "/werk/edities/<int:edition_id>/doorgaan", "POST", COORDINATOR),
    ("desk.home", "/werk", "GET", STAFF),
    ("desk.judge_quote", "/werk/citaten/<hex:quote_id>", "POST", COORDINATOR),
    ("desk.latest_report", "/kwaliteitsverslag/", "GET", COORDINATOR),
    ("desk.message", "/werk/berichten/<int:message_id>", "GET", COORDINATOR),
    ("desk.message_calendar", "/werk/berichten/<int:message_id>/agenda.ics", "GET", COORDINATOR),
    ("desk.message_html", "/werk/berichten/<int:message_id>/html", "GET", COORDINATOR),
    ("desk.messages", "/werk/berichten", "GET", COORDINATOR),
    ("desk.new_edition", "/werk/edities/nieuw", "GET POST", COORDINATOR),
    ("desk.new_training", "/werk/vormingen/nieuw", "GET POST", COORDINATOR),
    ("desk.participants_csv", "/werk/edities/<int:edition_id>/deelnemers.csv", "GET", COORDINATOR),
    ("desk.prepare_cancel", "/werk/edities/<int:edition_id>/annuleren", "GET", COORDINATOR),
    (
        "desk.prepare_removal",
        "/werk/edities/<int:edition_id>/deelnemers/<hex:public_id>/verwijderen",
        "GET",
        COORDINATOR,
    ),
    ("desk.publish_edition", "/werk/edities/<int:edition_id>/publiceren", "POST", COORDINATOR),
    ("desk.quotes", "/werk/citaten", "GET", COORDINATOR),
    (
        "desk.remove_participant",
        "/werk/edities/<int:edition_id>/deelnemers/<hex:public_id>/verwijderen",
        "POST",
        COORDINATOR,
    ),
    ("desk.report", "/kwaliteitsverslag/<int:year>", "GET", COORDINATOR),
    ("desk.report_csv", "/kwaliteitsverslag/<int:year>.csv", "GET", COORDINATOR),
    ("desk.resend_message", "/werk/berichten/<int:message_id>/opnieuw", "POST", COORDINATOR),
    ("desk.shorten_quote", "/werk/citaten/<hex:quote_id>/inkorten", "GET POST", COORDINATOR),
    ("desk.today", "/werk/vandaag", "GET", COORDINATOR),
    ("desk.training", "/werk/vormingen/<int:training_id>", "GET POST", COORDINATOR),
    ("desk.trainings", "/werk/vormingen", "GET", COORDINATOR),
    ("participant.accept", "/inschrijving/<public_id>/aanvaarden", "POST", LINK_HOLDER),
    ("participant.calendar", "/inschrijving/<public_id>/agenda.ics", "GET", LINK_HOLDER),
    ("participant.change", "/inschrijving/<public_id>/wijzigen", "GET POST", LINK_HOLDER),
    ("participant.confirmation", "/inschrijving/<public_id>/bevestiging", "GET", LINK_HOLDER),
    ("participant.decline", "/inschrijving/<public_id>/weigeren", "POST", LINK_HOLDER),
    ("participant.evaluate", "/evaluatie", "GET POST", LINK_HOLDER),
    ("participant.evaluated", "/evaluatie/bedankt", "GET", LINK_HOLDER),
    ("participant.link_sent", "/mijn-inschrijving/verstuurd", "GET", EVERYBODY),
    ("participant.lost_link", "/mijn-inschrijving", "GET POST", EVERYBODY),
    ("participant.mine", "/inschrijving/<public_id>", "GET", LINK_HOLDER),
    (
        "participant.move",
        "/inschrijving/<public_id>/verplaatsen/<int:edition_id>",
        "POST",
        LINK_HOLDER,
    ),
    ("participant.open_evaluation", "/e/<token>", "GET", LINK_HOLDER),
    ("participant.open_link", "/i/<token>", "GET", LINK_HOLDER),
    ("participant.withdraw", "/inschrijving/<public_id>/annuleren", "GET POST", LINK_HOLDER),
    ("public.accessibility", "/toegankelijkheid", "GET", EVERYBODY),
    ("public.catalogue", "/", "GET", EVERYBODY),
    ("public.edition", "/edities/<int:edition_id>", "GET", EVERYBODY),
    ("public.privacy", "/privacy", "GET", EVERYBODY),
    ("public.register", "/edities/<int:edition_id>/inschrijven", "GET POST", EVERYBODY),
    ("public.robots", "/robots.txt", "GET", EVERYBODY),
    ("public.set_language", "/taal/<code>", "GET", EVERYBODY),
    ("public.training", "/vormingen/<slug>", "GET", EVERYBODY),
    ("security.change_password", "/wachtwoord", "GET POST", STAFF),
    ("security.forgot_password", "/wachtwoord-vergeten", "GET POST", EVERYBODY),
    ("security.login", "/aanmelden", "GET POST", EVERYBODY),
    ("security.logout", "/afmelden", "POST", STAFF),
    ("security.reset_password", "/wachtwoord-vergeten/<token>", "GET POST", EVERYBODY),
    ("security.static", "/fs-static/<path:filename>", "GET", NOBODY),
    ("security.verify", "/bevestig-wachtwoord", "GET POST", STAFF),
    ("static", "/static/<path:filename>", "GET", EVERYBODY),
    ("status.health", "/healthz", "GET", EVERYBODY),
    ("status.ready", "/readyz", "GET", EVERYBODY),
    ("trainer.attendance", "/werk/sessies/<int:meeting_id>/aanwezigheid", "GET", STAFF),
    ("trainer.evaluation", "/werk/edities/<int:edition_id>/evaluatie", "GET", STAFF),
    ("trainer.meetings", "/werk/mijn-sessies", "GET", STAFF),
    ("trainer.record_attendance", "/werk/sessies/<int:meeting_id>/aanwezigheid", "POST", STAFF),
)
