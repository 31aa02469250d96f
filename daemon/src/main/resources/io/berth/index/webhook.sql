-- How far each webhook has been told of the log of events.
CREATE TABLE webhook(
  name TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL                  -- the last event that it need not be told any more
) STRICT, WITHOUT ROWID;
