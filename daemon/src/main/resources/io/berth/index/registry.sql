-- What was pushed to this daemon's own registry; the second format of the database.

-- Its owner, of kind REPOSITORY, holds what repository_blob lists: the triggers below see to it.
CREATE TABLE repository(
  id INTEGER PRIMARY KEY REFERENCES owner(id) ON DELETE RESTRICT,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE repository_blob(
  repository INTEGER NOT NULL REFERENCES repository(id) ON DELETE RESTRICT,
  blob INTEGER NOT NULL REFERENCES blob(id) ON DELETE RESTRICT,
  until INTEGER,                           -- how long it waits for a manifest that names it; NULL: it is one, or one does
  PRIMARY KEY (repository, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX repository_blob_waits ON repository_blob(until) WHERE until IS NOT NULL;

CREATE TABLE manifest(
  repository INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  type TEXT NOT NULL,
  subject TEXT,                            -- digest of the manifest that it refers to
  artifact_type TEXT,
  annotations TEXT NOT NULL,               -- JSON object of strings; empty without a subject
  since INTEGER NOT NULL,
  PRIMARY KEY (repository, blob),
  FOREIGN KEY (repository, blob) REFERENCES repository_blob(repository, blob) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_subject ON manifest(repository, subject) WHERE subject IS NOT NULL;

-- What a manifest names and its repository has.
CREATE TABLE manifest_blob(
  repository INTEGER NOT NULL,
  manifest INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  PRIMARY KEY (repository, manifest, blob),
  FOREIGN KEY (repository, manifest) REFERENCES manifest(repository, blob) ON DELETE RESTRICT,
  FOREIGN KEY (repository, blob) REFERENCES repository_blob(repository, blob) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_blob_blob ON manifest_blob(repository, blob);

CREATE TABLE tag(
  repository INTEGER NOT NULL,
  tag TEXT NOT NULL,
  manifest INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (repository, tag),
  FOREIGN KEY (repository, manifest) REFERENCES manifest(repository, blob) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_manifest ON tag(repository, manifest);

-- A blob whose digest is not known before its last byte is here.
CREATE TABLE upload(
  id TEXT PRIMARY KEY,
  repository TEXT NOT NULL,                -- a name: the repository may not be there yet
  digest TEXT,                             -- while its file becomes this blob
  durable INTEGER NOT NULL DEFAULT 0,      -- bytes that were forced to disk
  touched INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER repository_blob_made AFTER INSERT ON repository_blob BEGIN
  INSERT INTO owner_blob(owner, blob) VALUES (NEW.repository, NEW.blob);
END;

CREATE TRIGGER repository_blob_gone AFTER DELETE ON repository_blob BEGIN
  DELETE FROM owner_blob WHERE owner = OLD.repository AND blob = OLD.blob;
END;
