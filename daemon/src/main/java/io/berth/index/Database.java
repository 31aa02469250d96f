package io.berth.index;

import io.berth.io.Disk;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Connection;

/** The database file: how it is opened, made, and put aside when it is damaged. */
final class Database {
    /** What makes the schema, each from the format before to the next; {@code user_version} counts those that have run. */
    private static final List<String> STEPS = List.of(
            "schema.sql",
            "cache.sql",
            "registry.sql",
            "sending.sql",
            "used.sql",
            "repository-size.sql",
            "taken.sql",
            "webhook.sql",
            "owner-kinds.sql",
            "subject-gap.sql",
            "cache-rule.sql");

    /** Older ones can lose commits when a WAL is reset (a race fixed in 3.51.3). */
    private static final int[] SQLITE_VERSION_MIN = {3, 51, 3};

    private static final int BUSY_MILLIS = 10_000;

    /** Of new databases. A change writes each page that it touches whole, and touches many for a few bytes each. */
    private static final int PAGE_BYTES = 1024;

    private static final int WAL_PAGES_MAX = (4 << 20) / PAGE_BYTES;

    private static final int READER_CACHE_KIB = 512;

    private final Path file;

    Database(Path file) {
        this.file = file;
    }

    /** Opens a connection and makes sure that it is one to our database. */
    Sql open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SynchronousMode.FULL);
        config.setTempStore(TempStore.MEMORY);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        SQLiteConnection connection =
                new JDBC4Connection("jdbc:sqlite:" + file, file.toString(), config.toProperties());
        Sql sql = new Sql(connection);
        try {
            sql.script("PRAGMA page_size = " + PAGE_BYTES); // before the first byte of a new file
            sql.list("PRAGMA journal_mode = WAL", row -> row.getString(1));
            sql.list("PRAGMA wal_autocheckpoint = " + WAL_PAGES_MAX, row -> row.getInt(1));
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    /** One of many connections, so with a small cache: what it reads is in the system's. */
    Sql openReader() throws SQLException {
        Sql sql = open();
        try {
            sql.script("PRAGMA cache_size = -" + READER_CACHE_KIB);
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    /** As {@link #openWriter()}; on a full disk the reserve makes room for what even opening writes. */
    Sql openWriter(Reserve reserve) throws SQLException {
        while (true) {
            try {
                return openWriter();
            } catch (SQLException e) {
                if (!SqlProblems.isFull(e) || !reserve.release()) {
                    throw e;
                }
            }
        }
    }

    /** Opens the writer's connection: the schema made where it is missing, and the tables of its own. */
    private Sql openWriter() throws SQLException {
        Sql sql = open();
        try {
            checkVersion(sql);
            makeSchema(sql);
            sql.script(resource("touched.sql"));
            sql.script(resource("quota.sql"));
            return sql;
        } catch (SQLException | RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    private static void checkVersion(Sql sql) throws SQLException {
        String version =
                sql.first("SELECT sqlite_version()", row -> row.getString(1)).orElseThrow();
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < SQLITE_VERSION_MIN.length; i++) {
            int part = Integer.parseInt(parts[i]);
            if (part < SQLITE_VERSION_MIN[i]) {
                throw new IllegalStateException("SQLite " + version + " is too old");
            }
            if (part > SQLITE_VERSION_MIN[i]) {
                return;
            }
        }
    }

    private void makeSchema(Sql sql) throws SQLException {
        int found = sql.first("PRAGMA user_version", row -> row.getInt(1)).orElseThrow();
        if (found > STEPS.size()) {
            throw new Unsupported(
                    Subject.STORE, "the database " + file + " has format " + found + " of a newer daemon");
        }
        for (int format = found + 1; format <= STEPS.size(); format++) {
            sql.script("BEGIN IMMEDIATE;\n" + resource(STEPS.get(format - 1)) + "\nPRAGMA user_version = " + format
                    + ";\nCOMMIT");
        }
        if (found < STEPS.size()) {
            sql.list("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1));
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Database.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves the database and what belongs to it out of the way; returns where it is now. */
    Path putAside(Disk disk, InstantSource clock) throws IOException {
        Path aside = file.resolveSibling(
                file.getFileName() + ".damaged-" + clock.instant().getEpochSecond());
        disk.rename(file, aside);
        for (String suffix : new String[] {"-wal", "-shm"}) {
            Path companion = file.resolveSibling(file.getFileName() + suffix);
            if (disk.stat(companion).isPresent()) {
                disk.rename(companion, aside.resolveSibling(aside.getFileName() + suffix));
            }
        }
        return aside;
    }
}
