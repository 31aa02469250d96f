-- Which names an image has had: those that went come back with it.
CREATE INDEX name_log_digest ON name_log(digest) WHERE digest IS NOT NULL;
