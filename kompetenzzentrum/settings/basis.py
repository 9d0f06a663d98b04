"""Settings shared by every surrounding. What differs comes from the environment (see README)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

DATENVERZEICHNIS = Path(env("DATENVERZEICHNIS", default=str(BASE_DIR / "var")))
# Written by `make start`: lets `manage.py` in a second terminal find the embedded services.
if "DATABASE_URL" not in env.ENVIRON:
    environ.Env.read_env(DATENVERZEICHNIS / "lokal.env")

# Empty: Django refuses to work with it. `make start` makes one, everybody else sets it.
SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = False
DEMO = env.bool("DEMO", default=False)

PORTAL_NAME = env("PORTAL_NAME", default="Kompetenzzentrum Digitale Kommunen")
PORTAL_URL = env("PORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")
PORTAL_EMAIL = env("PORTAL_EMAIL", default="kontakt@example.org")
# Where people turn who are not content with the answer to a reported barrier (§ 16 BGG; the Länder have their own).
SCHLICHTUNGSSTELLE = {
    "name": env("SCHLICHTUNGSSTELLE_NAME", default="Schlichtungsstelle nach dem Behindertengleichstellungsgesetz"),
    "url": env("SCHLICHTUNGSSTELLE_URL", default="https://www.schlichtungsstelle-bgg.de/"),
    "email": env("SCHLICHTUNGSSTELLE_EMAIL", default="info@schlichtungsstelle-bgg.de"),
}
# Expires of /.well-known/security.txt (RFC 9116): set anew at every review, less than a year ahead.
SECURITY_TXT_BIS = env("SECURITY_TXT_BIS", default="2027-10-31")
HTTPS = PORTAL_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[PORTAL_URL.split("//")[1].split(":")[0].split("/")[0]])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "django_filters",
    "csp",
    "kompetenzzentrum.konten.verwaltung.VerwaltungConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "kompetenzzentrum",
    "kompetenzzentrum.portal",
    "kompetenzzentrum.newsletter",
    "kompetenzzentrum.beratung",
    "kompetenzzentrum.inhalte",
    "veranstaltungen",
    "projekte",
    "kommunen",
    "kompetenzzentrum.konten",
    "kompetenzzentrum.versand",
    "kompetenzzentrum.datenschutz",
    "kompetenzzentrum.schutz",
    "kompetenzzentrum.oberflaeche",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "kompetenzzentrum.oberflaeche.stand.Unveraendert",
    "django.middleware.http.ConditionalGetMiddleware",
    "kompetenzzentrum.oberflaeche.middleware.Lesekopf",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "kompetenzzentrum.urls"
WSGI_APPLICATION = "kompetenzzentrum.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kompetenzzentrum.oberflaeche.kontext.rahmen",
            ],
            "builtins": ["django.templatetags.static"],
        },
    },
]
FORM_RENDERER = "kompetenzzentrum.oberflaeche.formulare.KernRenderer"

# --- database, cache, sessions -------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default="postgresql:///kompetenzzentrum")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "kompetenzzentrum.schutz.zwischenspeicher.AusfallsichererSpeicher",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.5},
        "KEY_PREFIX": "kdk",
    },
    "datenbank": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "schutz_zwischenspeicher",
    },
}
SESSION_ENGINE = "kompetenzzentrum.schutz.sitzungen"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # ends with the browser, not after a year
CSRF_FAILURE_VIEW = "kompetenzzentrum.oberflaeche.ansichten.csrf_fehler"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Celery --------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Longer than the longest task, else the broker hands a running task out again.
CELERY_VISIBILITY_TIMEOUT = 1800
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "socket_connect_timeout": 0.5,
    "max_retries": 1,
    "interval_start": 0,  # who registers while the broker is away does not wait for it
}
CELERY_TIMEZONE = "Europe/Berlin"

# --- mail ----------------------------------------------------------------------------------
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email("EMAIL_URL"))
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "kompetenzzentrum.versand.ablage.EmlAblage"
    EMAIL_FILE_PATH = str(DATENVERZEICHNIS / "post")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{PORTAL_NAME} <portal@example.org>")

# --- language, time ------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# --- files ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATENVERZEICHNIS / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATENVERZEICHNIS / "media" / "oeffentlich", "base_url": "/media/"},
    },
    "vertraulich": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATENVERZEICHNIS / "media" / "vertraulich", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STORAGES["oeffentlich"] = STORAGES["default"]

# The address is unique without regard to case, by a constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# --- people --------------------------------------------------------------------------------
AUTH_USER_MODEL = "konten.Nutzer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:konto"
ACCOUNT_ADAPTER = "kompetenzzentrum.konten.anmeldeweg.Anmeldeweg"
ACCOUNT_FORMS = {
    "login": "kompetenzzentrum.konten.forms.Anmelden",
    "signup": "kompetenzzentrum.konten.forms.KontoAnlegen",
    "add_email": "kompetenzzentrum.konten.forms.AdresseHinzufuegen",
    "change_password": "kompetenzzentrum.konten.forms.PasswortAendern",
    "set_password": "kompetenzzentrum.konten.forms.PasswortFestlegen",
    "reset_password": "kompetenzzentrum.konten.forms.PasswortVergessen",
    "reset_password_from_key": "kompetenzzentrum.konten.forms.PasswortNeu",
    "reauthenticate": "kompetenzzentrum.konten.forms.NochEinmalAnmelden",
    "confirm_email_verification_code": "kompetenzzentrum.konten.forms.CodeEingeben",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# By code, typed where the account was asked for: a link would let whoever owns the mailbox confirm an account
# whose password a stranger chose.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# One hour: many public mail servers let a first mail wait (greylisting).
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 3600
# Where allauth's own limits would let a stranger fill a mailbox; "key" is the address written to.
ACCOUNT_RATE_LIMITS = {
    "signup": "20/h/ip",
    "confirm_email": "6/h/key",
    "reset_password": "20/h/ip,3/h/key",
    "manage_email": "20/h/user",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:abgemeldet"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- browser security ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ["camera", "display-capture", "geolocation", "microphone", "payment", "usb"]
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31536000

# --- public forms: (how many, in how many seconds) per client address ----------------------
ANMELDUNGEN_JE_NETZ = env.int("ANMELDUNGEN_JE_NETZ", default=30)
BEGRENZUNGEN = {
    "schnittstelle": (300, 60),
    "tabelle": (30, 300),  # of up to 5,000 projects
    # All events together: the offices of a whole Land may share one address.
    "anmeldung": (10 * ANMELDUNGEN_JE_NETZ, 3600),
    # People to one event, or half of its seats if that is more: nobody fills it alone with invented names, yet town
    # halls behind one address can register groups.
    "anmeldung_veranstaltung": (ANMELDUNGEN_JE_NETZ, 3600),
    "anmeldung_postfach": (10, 3600),  # per address written to
    "bescheinigung": (60, 3600),
    # All visitors of a congress may sit behind one address.
    "pdf": (600, 3600),
    "rueckmeldung": (600, 3600),
    "beratung": (20, 3600),
    "newsletter": (20, 3600),
    "rueckfrage": (20, 3600),
    "rueckfrage_projekt": (20, 86400),  # per project, whoever asks: its contact is no mailbox for strangers
    "rueckfrage_absender": (3, 86400),  # per project: nobody uses up alone what its contact takes in a day
    "nachnutzung": (3, 86400),  # per person and project: so often is the giving side asked
    "empfaenger": (3, 3600),  # per address written to, all forms together
}
FORMULAR_MINDESTDAUER = 2

# --- retention periods in days (see docs/datenschutz.md), each may be shortened ------------
AUFBEWAHRUNG_TAGE = {
    "suchauftrag_pausiert": 365,
    "importvorschau": 7,
    "versand": 30,
    "versand_unzustellbar": 3,
    "newsletter_unbestaetigt": 7,
    "newsletter_abgemeldet": 3,
    "anmeldung": 60,
    "projekt_kontakt": 90,
    "rueckfrage": 180,
    "nachnutzung_meldende": 365,
    "nachfrage": 400,
    "mitgliedschaft": 90,
    "einreichung_entschieden": 90,
    "einreichung_offen": 730,
    "fassung": 1095,
    "zugangsbedarf": 14,
    "mitwirkende": 1095,
    "rundschreiben": 90,
    "beratung": 730,
    "einwilligung_nachweis": 1095,
    "konto_unbenutzt": 730,
    "konto_unbestaetigt": 7,
    "verwaltungsverlauf": 365,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "zeile": {
            "class": "kompetenzzentrum.schutz.protokoll.OhneEinzelheiten",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"konsole": {"class": "logging.StreamHandler", "formatter": "zeile"}},
    "root": {"handlers": ["konsole"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Request lines may carry tokens: they are never logged.
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
        # What any stranger can provoke as often as he likes has been answered with 400; it is no fault of ours.
        **{
            f"django.security.{anlass}": {"level": "CRITICAL"}
            for anlass in ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
        },
    },
}
