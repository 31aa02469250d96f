-- A query uses a partial index only where it asks for the index's own condition: the one over all but images was never
-- used, and cost every job and every new repository a page.
DROP INDEX owner_kind;
CREATE INDEX owner_cache ON owner(kind) WHERE kind = 'CACHE';
CREATE INDEX owner_undo ON owner(expires) WHERE kind = 'UNDO';
