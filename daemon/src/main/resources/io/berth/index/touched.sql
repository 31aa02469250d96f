-- Of this connection alone: which images a batch of changes has touched, so that the snapshot in memory follows.
CREATE TEMP TABLE touched(image INTEGER PRIMARY KEY) STRICT;

CREATE TEMP TRIGGER touch_image_made AFTER INSERT ON image BEGIN
  INSERT OR IGNORE INTO touched VALUES (NEW.id);
END;
CREATE TEMP TRIGGER touch_image_changed AFTER UPDATE ON image BEGIN
  INSERT OR IGNORE INTO touched VALUES (NEW.id);
END;
CREATE TEMP TRIGGER touch_image_gone AFTER DELETE ON image BEGIN
  INSERT OR IGNORE INTO touched VALUES (OLD.id);
END;
CREATE TEMP TRIGGER touch_size AFTER UPDATE OF size, alloc, uniq ON owner WHEN NEW.kind = 'IMAGE' BEGIN
  INSERT OR IGNORE INTO touched VALUES (NEW.id);
END;
CREATE TEMP TRIGGER touch_name_made AFTER INSERT ON name BEGIN
  INSERT OR IGNORE INTO touched VALUES (NEW.image);
END;
CREATE TEMP TRIGGER touch_name_moved AFTER UPDATE ON name BEGIN
  INSERT OR IGNORE INTO touched VALUES (OLD.image);
  INSERT OR IGNORE INTO touched VALUES (NEW.image);
END;
CREATE TEMP TRIGGER touch_name_gone AFTER DELETE ON name BEGIN
  INSERT OR IGNORE INTO touched VALUES (OLD.image);
END;
