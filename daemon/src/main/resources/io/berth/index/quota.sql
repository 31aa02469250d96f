-- Of the writer's connection alone: what the repositories of each quota have together, from when it was first asked for, so
-- that no change has to add it up. Like all tables they follow a change that is taken back.
CREATE TEMP TABLE quota_used(
  quota TEXT PRIMARY KEY,                  -- its text
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE quota_repository(
  repository INTEGER NOT NULL,
  quota TEXT NOT NULL,
  PRIMARY KEY (repository, quota)
) STRICT, WITHOUT ROWID;
-- Repositories of which it is still to be found out for which of them they count.
CREATE TEMP TABLE quota_new(repository INTEGER PRIMARY KEY) STRICT;

CREATE TEMP TRIGGER quota_moved AFTER UPDATE OF bytes ON repository BEGIN
  UPDATE quota_used SET used = used + NEW.bytes - OLD.bytes
    WHERE quota IN (SELECT quota FROM quota_repository WHERE repository = NEW.id);
END;
CREATE TEMP TRIGGER quota_without AFTER DELETE ON repository BEGIN
  UPDATE quota_used SET used = used - OLD.bytes
    WHERE quota IN (SELECT quota FROM quota_repository WHERE repository = OLD.id);
  DELETE FROM quota_repository WHERE repository = OLD.id;
  DELETE FROM quota_new WHERE repository = OLD.id;
END;
CREATE TEMP TRIGGER quota_unknown AFTER INSERT ON repository WHEN EXISTS (SELECT 1 FROM quota_used) BEGIN
  INSERT INTO quota_new(repository) VALUES (NEW.id);
END;
