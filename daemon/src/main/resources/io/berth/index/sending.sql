-- An upload to another registry that has begun and not ended: where it goes on. The fourth format of the database.
CREATE TABLE sending(
  repo TEXT NOT NULL,
  digest TEXT NOT NULL,
  location TEXT NOT NULL,
  touched INTEGER NOT NULL,
  PRIMARY KEY (repo, digest)
) STRICT, WITHOUT ROWID;
