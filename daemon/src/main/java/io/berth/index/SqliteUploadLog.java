package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** The log in the index's database. */
final class SqliteUploadLog implements UploadLog {
    private final Reader reader;
    private final Writer writer;
    private final InstantSource clock;

    SqliteUploadLog(Reader reader, Writer writer, InstantSource clock) {
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public Optional<URI> find(Repository repository, Digest blob) {
        return reader.read(rows -> UploadRows.find(rows, repository, blob, clock.instant()));
    }

    @Override
    public void put(Repository repository, Digest blob, URI location) {
        writer.run(tx -> UploadRows.put(tx, repository, blob, location));
    }

    @Override
    public void drop(Repository repository, Digest blob) {
        if (reader.read(rows -> UploadRows.isNoted(rows, repository, blob))) {
            writer.runFreeing(tx -> UploadRows.drop(tx, repository, blob));
        }
    }
}
