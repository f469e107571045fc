"""`python -m onboarding`, the same as the command `onboarding`."""

from onboarding.cli import main

main()
