-- Times are nanoseconds since 1970; digests are 'algorithm:hex'; sizes are bytes, alloc is blocks × 512.

CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Sums that the triggers below keep exact. version counts the changes.
CREATE TABLE total(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  size INTEGER NOT NULL, alloc INTEGER NOT NULL, blobs INTEGER NOT NULL,   -- over live blobs
  image_size INTEGER NOT NULL                                              -- over live blobs that an image holds
) STRICT;
INSERT INTO total VALUES (1, 0, 0, 0, 0, 0);

CREATE TABLE blob(
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  alloc INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('LIVE', 'DELETING', 'QUARANTINED')),
  holds INTEGER NOT NULL DEFAULT 0,        -- owners of any kind
  images INTEGER NOT NULL DEFAULT 0,       -- owners that are images; where 1, image_sum is that owner
  image_sum INTEGER NOT NULL DEFAULT 0,
  doomed_at INTEGER                        -- nobody holds it: when it may be swept
) STRICT;
CREATE INDEX blob_doomed ON blob(doomed_at) WHERE holds = 0;
CREATE INDEX blob_deleting ON blob(state) WHERE state = 'DELETING';

CREATE TABLE owner(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('IMAGE', 'JOB', 'UNDO', 'REPOSITORY', 'UPLOAD', 'CACHE')),
  subject TEXT NOT NULL,
  since INTEGER NOT NULL,
  expires INTEGER,
  size INTEGER NOT NULL DEFAULT 0, alloc INTEGER NOT NULL DEFAULT 0,   -- of an image: all that it holds
  uniq INTEGER NOT NULL DEFAULT 0                                      -- of an image: what no other image holds
) STRICT;
CREATE INDEX owner_kind ON owner(kind) WHERE kind <> 'IMAGE';

CREATE TABLE owner_blob(
  owner INTEGER NOT NULL REFERENCES owner(id) ON DELETE RESTRICT,
  blob INTEGER NOT NULL REFERENCES blob(id) ON DELETE RESTRICT,
  PRIMARY KEY (owner, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX owner_blob_blob ON owner_blob(blob);

CREATE TABLE image(
  id INTEGER PRIMARY KEY REFERENCES owner(id) ON DELETE RESTRICT,
  digest TEXT NOT NULL UNIQUE,
  added INTEGER NOT NULL,
  named INTEGER NOT NULL,
  revision INTEGER NOT NULL,               -- grows when facts change
  facts BLOB NOT NULL                      -- JSON
) STRICT;

-- ref is ':tag' or '@digest'.
CREATE TABLE name(
  repo TEXT NOT NULL,
  ref TEXT NOT NULL,
  image INTEGER NOT NULL REFERENCES image(id) ON DELETE RESTRICT,
  since INTEGER NOT NULL,
  PRIMARY KEY (repo, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_image ON name(image);

CREATE TABLE name_log(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  repo TEXT NOT NULL,
  ref TEXT NOT NULL,
  digest TEXT,                             -- NULL: taken away
  at INTEGER NOT NULL,
  cause TEXT NOT NULL
) STRICT;
CREATE INDEX name_log_name ON name_log(repo, ref, seq);

-- A removed image in its undo window; its owner is of kind UNDO.
CREATE TABLE removed(
  id INTEGER PRIMARY KEY REFERENCES owner(id) ON DELETE RESTRICT,
  digest TEXT NOT NULL UNIQUE,
  added INTEGER NOT NULL,
  at INTEGER NOT NULL,
  facts BLOB NOT NULL,
  names TEXT NOT NULL                      -- one a line
) STRICT;

CREATE TABLE container(
  id TEXT PRIMARY KEY,
  image INTEGER NOT NULL REFERENCES image(id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX container_image ON container(image);

-- A blob that is wanted or being written, from before its first byte until it is live.
CREATE TABLE ingest(
  digest TEXT PRIMARY KEY,
  durable INTEGER NOT NULL DEFAULT 0,      -- bytes that were forced to disk
  touched INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  action TEXT NOT NULL,
  actor TEXT NOT NULL,
  attributes TEXT NOT NULL                 -- JSON object of strings
) STRICT;

CREATE TRIGGER blob_made AFTER INSERT ON blob WHEN NEW.state = 'LIVE' BEGIN
  UPDATE total SET size = size + NEW.size, alloc = alloc + NEW.alloc, blobs = blobs + 1;
END;

CREATE TRIGGER blob_gone AFTER DELETE ON blob WHEN OLD.state = 'LIVE' BEGIN
  UPDATE total SET size = size - OLD.size, alloc = alloc - OLD.alloc, blobs = blobs - 1;
END;

CREATE TRIGGER blob_changed AFTER UPDATE OF state, size, alloc ON blob BEGIN
  UPDATE total SET
    size = size + (NEW.state = 'LIVE') * NEW.size - (OLD.state = 'LIVE') * OLD.size,
    alloc = alloc + (NEW.state = 'LIVE') * NEW.alloc - (OLD.state = 'LIVE') * OLD.alloc,
    blobs = blobs + (NEW.state = 'LIVE') - (OLD.state = 'LIVE'),
    image_size = image_size + (NEW.state = 'LIVE' AND NEW.images > 0) * NEW.size
                            - (OLD.state = 'LIVE' AND OLD.images > 0) * OLD.size;
END;

-- A damaged blob that is fetched again may take other blocks than before.
CREATE TRIGGER blob_moved AFTER UPDATE OF alloc ON blob WHEN NEW.alloc <> OLD.alloc AND NEW.images > 0 BEGIN
  UPDATE owner SET alloc = alloc + NEW.alloc - OLD.alloc
    WHERE kind = 'IMAGE' AND id IN (SELECT owner FROM owner_blob WHERE blob = NEW.id);
END;

CREATE TRIGGER blob_shared AFTER UPDATE OF images ON blob WHEN NEW.state = 'LIVE' AND (NEW.images > 0) <> (OLD.images > 0) BEGIN
  UPDATE total SET image_size = image_size + ((NEW.images > 0) - (OLD.images > 0)) * NEW.size;
END;

CREATE TRIGGER held AFTER INSERT ON owner_blob BEGIN
  UPDATE blob SET holds = holds + 1, doomed_at = NULL WHERE id = NEW.blob;
END;

CREATE TRIGGER released AFTER DELETE ON owner_blob BEGIN
  UPDATE blob SET holds = holds - 1 WHERE id = OLD.blob;
END;

CREATE TRIGGER image_held AFTER INSERT ON owner_blob
WHEN (SELECT kind FROM owner WHERE id = NEW.owner) = 'IMAGE' BEGIN
  UPDATE owner SET uniq = uniq - (SELECT size FROM blob WHERE id = NEW.blob)
    WHERE id = (SELECT image_sum FROM blob WHERE id = NEW.blob AND images = 1);
  UPDATE blob SET images = images + 1, image_sum = image_sum + NEW.owner WHERE id = NEW.blob;
  UPDATE owner SET
    size = owner.size + blob.size, alloc = owner.alloc + blob.alloc, uniq = uniq + (blob.images = 1) * blob.size
    FROM blob WHERE owner.id = NEW.owner AND blob.id = NEW.blob;
END;

CREATE TRIGGER image_released AFTER DELETE ON owner_blob
WHEN (SELECT kind FROM owner WHERE id = OLD.owner) = 'IMAGE' BEGIN
  UPDATE owner SET
    size = owner.size - blob.size, alloc = owner.alloc - blob.alloc, uniq = uniq - (blob.images = 1) * blob.size
    FROM blob WHERE owner.id = OLD.owner AND blob.id = OLD.blob;
  UPDATE blob SET images = images - 1, image_sum = image_sum - OLD.owner WHERE id = OLD.blob;
  UPDATE owner SET uniq = uniq + (SELECT size FROM blob WHERE id = OLD.blob)
    WHERE id = (SELECT image_sum FROM blob WHERE id = OLD.blob AND images = 1);
END;
