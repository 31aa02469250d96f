-- When images and manifests of repositories were last pulled, served or used.
CREATE TABLE used(
  digest TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER used_gone AFTER DELETE ON blob BEGIN
  DELETE FROM used WHERE digest = OLD.digest;
END;
