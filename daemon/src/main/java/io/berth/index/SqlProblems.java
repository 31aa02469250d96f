package io.berth.index;

import io.berth.problem.Problem;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What a failure of the database means. */
final class SqlProblems {
    /** SQLITE_CONSTRAINT_TRIGGER, which is what an explicit RESTRICT gives. */
    private static final int RESTRICT = 1811;

    private static final int FOREIGN_KEY = SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY.code;
    private static final int PRIMARY_MASK = 0xff;

    private SqlProblems() {}

    /** A problem for the client where the client can do something about it, else what becomes a 500. */
    static RuntimeException of(Exception failure) {
        return switch (failure) {
            case Problem problem -> problem;
            case SQLException e when isFull(e) -> new Unavailable(Subject.STORE, "no space left on device", e);
            case SQLException e
            when e.getErrorCode() == RESTRICT || e.getErrorCode() == FOREIGN_KEY ->
                new Conflict(Subject.IMAGE, "conflict: image is in use");
            case SQLException e -> new UncheckedIOException(new IOException("index: " + e.getMessage(), e));
            case RuntimeException e -> e;
            default -> new IllegalStateException(failure);
        };
    }

    static boolean isFull(Throwable failure) {
        return failure instanceof SQLException e && primary(e) == SQLiteErrorCode.SQLITE_FULL.code;
    }

    /** Whether the file is not, or no longer, a database. */
    static boolean isDamage(SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_CORRUPT.code || primary(e) == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private static int primary(SQLException e) {
        return e.getErrorCode() & PRIMARY_MASK;
    }
}
