"""Attachments: what is wrong with an uploaded file, and mending what is safe to mend."""
