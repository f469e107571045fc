"""The application as a web server loads it: `granian --interface wsgi wsgi:app`."""

from onboarding import create_app

app = create_app()
