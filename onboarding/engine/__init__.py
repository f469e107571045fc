"""What a workflow file means, and what a case's facts make of it.

Pure: nothing here imports Flask, SQLAlchemy, Babel or RQ, and nothing reads a clock, a disk
or the environment. Whoever calls passes the moment, the texts and the calendar.
"""
