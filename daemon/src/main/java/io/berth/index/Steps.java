package io.berth.index;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Applies the steps of one change. */
final class Steps {
    private final Tx tx;
    private final Duration leftover;

    Steps(Tx tx, Duration leftover) {
        this.tx = tx;
        this.leftover = leftover;
    }

    boolean apply(List<Change> steps) throws SQLException {
        for (Change step : steps) {
            apply(step);
        }
        return true;
    }

    private void apply(Change step) throws SQLException {
        switch (step) {
            case Change.PutImage put -> ImageRows.put(tx, put);
            case Change.PutBack() -> tx.room().lift();
            case Change.PutName(var name, var image, var cause) -> NameRows.put(tx, name, image, cause);
            case Change.DropName(var name, var cause) -> NameRows.drop(tx, name, cause);
            case Change.DropImage drop -> drop(drop);
            case Change.RestoreImage(var image) -> UndoRows.restore(tx, image);
            case Change.Use(var image, var at) -> InventoryRows.use(tx, image, at);
            case Change.Log(var event) -> tx.log(event);
            case Change.EndJob(var job) -> endJob(tx, job, leftover);
        }
    }

    private void drop(Change.DropImage drop) throws SQLException {
        long image = ImageRows.get(tx, drop.id());
        if (drop.undo().isPositive()) {
            UndoRows.remove(tx, image, drop);
        } else {
            ImageRows.drop(tx, image, drop.id(), null);
        }
    }

    static boolean endJobs(Tx tx, List<Long> jobs, Duration leftover) throws SQLException {
        for (long job : jobs) {
            endJob(tx, new JobId(job), leftover);
        }
        return true;
    }

    static void endJob(Tx tx, JobId job, Duration leftover) throws SQLException {
        OwnerRows.releaseAll(tx, job.value());
        OwnerRows.remove(tx, job.value());
        OwnerRows.doom(tx, tx.now().plus(leftover));
    }
}
