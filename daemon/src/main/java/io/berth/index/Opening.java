package io.berth.index;

import io.berth.event.EventBus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the database of a data root, or a new one where it is missing or no database any more. */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final Path dataRoot;
    private final EventBus bus;
    private final IndexOptions options;
    private final Path file;
    private final Database database;

    Opening(Path dataRoot, EventBus bus, IndexOptions options) {
        this.dataRoot = dataRoot;
        this.bus = bus;
        this.options = options;
        this.file = dataRoot.resolve("berth.db");
        this.database = new Database(file);
    }

    SqliteIndex open() throws IOException {
        boolean lost = WalCheck.isCut(options.disk(), file);
        if (lost) {
            LOG.warn("damage: the write-ahead log of {} was cut; its last changes are lost", file);
        }
        try {
            return open(lost);
        } catch (SQLException e) {
            if (!SqlProblems.isDamage(e)) {
                throw SqlProblems.opening(e);
            }
            Path aside = database.putAside(options.disk(), options.clock());
            LOG.warn("damage: {} is no database any more ({}); moved to {}", file, e.getMessage(), aside);
        }
        try {
            return open(true);
        } catch (SQLException e) {
            throw SqlProblems.opening(e);
        }
    }

    private SqliteIndex open(boolean lost) throws SQLException {
        Reserve reserve = new Reserve(options.disk(), dataRoot);
        Sql sql = database.openWriter(reserve);
        try {
            List<Long> oldJobs = sql.list("SELECT id FROM owner WHERE kind = 'JOB'", row -> row.getLong(1));
            SqliteIndex index = new SqliteIndex(database, sql, bus, options, reserve, lost);
            index.endJobs(oldJobs);
            return index;
        } catch (SQLException | RuntimeException e) {
            sql.close();
            throw e;
        }
    }
}
