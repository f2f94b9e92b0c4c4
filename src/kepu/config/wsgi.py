"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
application = get_wsgi_application()
# What is loaded now stays for good. Else each full collection walks through it, some tenth of a second in the middle of a page.
gc.collect()
gc.freeze()
