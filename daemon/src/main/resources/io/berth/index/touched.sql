-- Of this connection alone: which images a batch of changes has touched, so that the snapshot in memory follows.
-- An image may be noted more than once: a key would fail where the statement that fires a trigger is an upsert, whose own
-- way with conflicts rules inside the trigger as well.
CREATE TEMP TABLE touched(image INTEGER) STRICT;

CREATE TEMP TRIGGER touch_image_made AFTER INSERT ON image BEGIN
  INSERT INTO touched VALUES (NEW.id);
END;
CREATE TEMP TRIGGER touch_image_changed AFTER UPDATE ON image BEGIN
  INSERT INTO touched VALUES (NEW.id);
END;
CREATE TEMP TRIGGER touch_image_gone AFTER DELETE ON image BEGIN
  INSERT INTO touched VALUES (OLD.id);
END;
CREATE TEMP TRIGGER touch_size AFTER UPDATE OF size, alloc, uniq ON owner WHEN NEW.kind = 'IMAGE' BEGIN
  INSERT INTO touched VALUES (NEW.id);
END;
CREATE TEMP TRIGGER touch_name_made AFTER INSERT ON name BEGIN
  INSERT INTO touched VALUES (NEW.image);
END;
CREATE TEMP TRIGGER touch_name_moved AFTER UPDATE ON name BEGIN
  INSERT INTO touched VALUES (OLD.image);
  INSERT INTO touched VALUES (NEW.image);
END;
CREATE TEMP TRIGGER touch_name_gone AFTER DELETE ON name BEGIN
  INSERT INTO touched VALUES (OLD.image);
END;
