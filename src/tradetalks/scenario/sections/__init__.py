"""The sections of a scenario file that other layers read: objectives, instruments, war, talks."""
