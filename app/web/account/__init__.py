"""Staff accounts: Flask-Security with Dutch addresses, our pages and our outbox."""

from datetime import timedelta

from flask import Blueprint, Flask
from flask_security import Security, SQLAlchemyUserDatastore

from app.extensions import clock
from app.web.account.factors import (
    CLOCK_MAY_BE_OFF,
    DigestedRecoveryCodes,
    OneTimeTotp,
    Passkeys,
    derived_key,
)
from app.web.account.mail import OutboxMailUtil
from app.web.account.security_forms import (
    RecoveryForm,
    RegisterPasskeyForm,
    RescueForm,
    VerifyCodeForm,
)

bp = Blueprint("account", __name__)

from app.web.account import (  # noqa: E402  # they need bp
    calendar_links,
    invitation,
    log,
    mine,
    morning_mail,
    password,
    provider,
)

__all__ = [
    "bp",
    "calendar_links",
    "init_app",
    "invitation",
    "log",
    "mine",
    "morning_mail",
    "password",
    "provider",
]


def init_app(app: Flask, datastore: SQLAlchemyUserDatastore) -> None:
    """Switch accounts on."""
    app.config.update(
        _config(str(app.config["SECRET_KEY"]), str(app.config["BABEL_TRANSLATION_DIRECTORIES"]))
        | _second_factor_config(
            str(app.config["SECRET_KEY"]), app.config["OPEN_AANBOD"].organisation_name
        )
    )
    # Its constructor takes the classes; `init_app` would pass them over without a word.
    Security(
        app,
        datastore,
        mail_util_cls=OutboxMailUtil,
        totp_cls=OneTimeTotp,
        mf_recovery_codes_util_cls=DigestedRecoveryCodes,
        webauthn_util_cls=Passkeys,
        two_factor_rescue_form=RescueForm,
        two_factor_verify_code_form=VerifyCodeForm,
        mf_recovery_form=RecoveryForm,
        wan_register_form=RegisterPasskeyForm,
    )
    app.register_blueprint(bp)
    log.init_app(app)
    provider.init_app(app)


def _config(secret_key: str, app_translations: str) -> dict[str, object]:
    return {
        "SECURITY_I18N_DIRNAME": ["builtin", app_translations],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": f"open-aanbod.password.{secret_key[:16]}",
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_LOGIN_URL": "/aanmelden",
        "SECURITY_LOGOUT_URL": "/afmelden",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RESET_URL": "/wachtwoord-vergeten",
        "SECURITY_CHANGE_URL": "/wachtwoord",
        "SECURITY_VERIFY_URL": "/bevestig-wachtwoord",
        "SECURITY_POST_LOGIN_VIEW": "/werk",
        "SECURITY_POST_LOGOUT_VIEW": "/aanmelden",
        "SECURITY_POST_CHANGE_VIEW": "/werk",
        "SECURITY_POST_RESET_VIEW": "/aanmelden",
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=2),
        # No question to a name server while somebody waits for the page.
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        # Nobody learns from a form which addresses have an account.
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": True,
        "REMEMBER_COOKIE_DURATION": timedelta(days=14),
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
    }


def _second_factor_config(secret_key: str, organisation: str) -> dict[str, object]:
    """Signing in with a second factor is the library's; setting it up has pages of our own."""
    return {
        "SECURITY_DATETIME_FACTORY": clock.now,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": CLOCK_MAY_BE_OFF,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/aanmelden/code",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/aanmelden/keuze",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/aanmelden/herstelcode",
        "SECURITY_TOTP_SECRETS": {"1": derived_key(secret_key, "totp")},
        "SECURITY_TOTP_ISSUER": organisation.replace(":", " "),
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": organisation,
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_ALLOW_AS_VERIFY": None,
        "SECURITY_WAN_SIGNIN_URL": "/aanmelden/passkey",
        "SECURITY_WAN_REGISTER_URL": "/werk/mijn-account/passkeys/nieuw",
        "SECURITY_WAN_POST_REGISTER_VIEW": "/werk/mijn-account",
    }
