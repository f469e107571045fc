"""What left as an official form: kept with what it said, so that a later change is noticed."""
