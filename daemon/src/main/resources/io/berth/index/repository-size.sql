-- What a repository has, in bytes, kept exact for quotas.
ALTER TABLE repository ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

UPDATE repository SET bytes = (SELECT coalesce(sum(blob.size), 0) FROM repository_blob h JOIN blob ON blob.id = h.blob
  WHERE h.repository = repository.id);

CREATE TRIGGER repository_grown AFTER INSERT ON repository_blob BEGIN
  UPDATE repository SET bytes = bytes + (SELECT size FROM blob WHERE id = NEW.blob) WHERE id = NEW.repository;
END;

CREATE TRIGGER repository_shrunk AFTER DELETE ON repository_blob BEGIN
  UPDATE repository SET bytes = bytes - (SELECT size FROM blob WHERE id = OLD.blob) WHERE id = OLD.repository;
END;
