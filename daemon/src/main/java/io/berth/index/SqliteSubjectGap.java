package io.berth.index;

/** The gap as the database says it. */
record SqliteSubjectGap(Reader reader, Writer writer) implements SubjectGap {
    @Override
    public boolean isOpen() {
        return reader.read(sql -> sql.first("SELECT 1 FROM meta WHERE key = 'subject_gap'", row -> row.getInt(1)))
                .isPresent();
    }

    @Override
    public void close() {
        writer.run(tx -> tx.sql().run("DELETE FROM meta WHERE key = 'subject_gap'"));
    }
}
