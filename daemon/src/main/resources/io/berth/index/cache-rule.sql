-- Under which rule of the policy an entry was let in: it counts only while that rule does. Empty where everything is
-- accepted, which is all that is known of entries that an earlier daemon made.
ALTER TABLE cache_entry ADD COLUMN rule TEXT NOT NULL DEFAULT '';
