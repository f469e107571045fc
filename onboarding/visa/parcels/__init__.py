"""Many applications at once: looked over on one page, and made into one parcel of files."""
