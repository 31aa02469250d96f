package io.berth.index;

import io.berth.io.Disk;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What may differ from one index to another.
 *
 * @param leftover how long blobs stay that an unfinished job has left, so that the next try need not fetch them again
 * @param bound how much memory the images may take
 */
public record IndexOptions(Disk disk, InstantSource clock, Duration leftover, Committer committer, TableBound bound) {
    public static final IndexOptions DEFAULT = new IndexOptions(Disk.REAL, InstantSource.system(), Duration.ofDays(1));

    public IndexOptions(Disk disk, InstantSource clock, Duration leftover) {
        this(disk, clock, leftover, Committer.PLAIN);
    }

    public IndexOptions(Disk disk, InstantSource clock, Duration leftover, Committer committer) {
        this(
                disk,
                clock,
                leftover,
                committer,
                TableBound.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    /** The same, with images that take no more than this. */
    public IndexOptions with(TableBound tableBound) {
        return new IndexOptions(disk, clock, leftover, committer, tableBound);
    }

    /** How a transaction ends well; tests make it fail. */
    @FunctionalInterface
    public interface Committer {
        Committer PLAIN = Step::run;

        void commit(Step commit) throws SQLException;
    }

    /** Something that the database does. */
    @FunctionalInterface
    public interface Step {
        void run() throws SQLException;
    }
}
