-- What the pull-through cache has of other registries. One owner of kind CACHE holds what cached lists: the triggers below
-- see to it.
INSERT INTO owner(kind, subject, since) VALUES ('CACHE', 'cache', 0);

CREATE TABLE cached(
  blob INTEGER PRIMARY KEY REFERENCES blob(id) ON DELETE RESTRICT,
  used INTEGER NOT NULL                    -- when a client had it last
) STRICT;
CREATE INDEX cached_used ON cached(used);

-- What a registry's repository has, as a cached manifest of it says, or the registry itself said (parent is '' then).
-- A row goes with its parent, or with the blob.
CREATE TABLE cache_entry(
  repo TEXT NOT NULL,
  digest TEXT NOT NULL,
  parent TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (repo, digest, parent)
) STRICT, WITHOUT ROWID;
CREATE INDEX cache_entry_parent ON cache_entry(parent);
CREATE INDEX cache_entry_digest ON cache_entry(digest);

CREATE TABLE cache_tag(
  repo TEXT NOT NULL,
  tag TEXT NOT NULL,
  digest TEXT NOT NULL,
  checked INTEGER NOT NULL,                -- when the registry said so last
  PRIMARY KEY (repo, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX cache_tag_digest ON cache_tag(digest);

CREATE TRIGGER cached_made AFTER INSERT ON cached BEGIN
  INSERT INTO owner_blob(owner, blob) SELECT id, NEW.blob FROM owner WHERE kind = 'CACHE';
END;

CREATE TRIGGER cached_gone AFTER DELETE ON cached BEGIN
  DELETE FROM owner_blob WHERE blob = OLD.blob AND owner = (SELECT id FROM owner WHERE kind = 'CACHE');
END;
