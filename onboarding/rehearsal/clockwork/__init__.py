"""The clockwork of a rehearsal: invented people, a movable clock, queues and figures. Pure."""
