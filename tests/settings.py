"""The settings of the product with what only makes tests quick."""

from kepu.config.settings import *  # noqa: F403

INSTALLED_APPS = ["tests.runner", *INSTALLED_APPS]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, because two connections to a database in memory lock each other out at once instead of waiting.
    VAR_DIR.mkdir(parents=True, exist_ok=True)  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
    # Wagtail's own two hundred migrations take most of a minute; its tables are made from its models instead. The migrations of this product run.
    # (Not on PostgreSQL, where a table cannot point to one that the migrations make later.)
    MIGRATION_MODULES = dict.fromkeys(
        ("wagtailcore", "wagtailadmin", "wagtailusers", "wagtailimages", "wagtaildocs", "wagtailsearch", "taggit", "site")
    )
