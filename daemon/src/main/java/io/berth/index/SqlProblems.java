package io.berth.index;

import io.berth.problem.Problem;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a failure of the database means. */
final class SqlProblems {
    /** SQLITE_CONSTRAINT_TRIGGER, which is what an explicit RESTRICT gives. */
    private static final int RESTRICT = 1811;

    private static final int FOREIGN_KEY = SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY.code;
    private static final String NO_SPACE = "no space left on device";
    private static final int PRIMARY_MASK = 0xff;

    private SqlProblems() {}

    /** A problem for the client where the client can do something about it, else what becomes a 500. */
    static RuntimeException of(Exception failure) {
        return switch (failure) {
            case Problem problem -> problem;
            case SQLException e when isFull(e) -> new Unavailable(Subject.STORE, NO_SPACE, e);
            case SQLException e
            when code(e) == RESTRICT || code(e) == FOREIGN_KEY ->
                new Conflict(Subject.IMAGE, "conflict: image is in use");
            case SQLException e -> new UncheckedIOException(new IOException("index: " + e.getMessage(), e));
            case RuntimeException e -> e;
            default -> new IllegalStateException(failure);
        };
    }

    /** Whether the disk is full: the database, its log, or the log's index could not grow. */
    static boolean isFull(Throwable failure) {
        return failure instanceof SQLException e
                && (primary(e) == SQLiteErrorCode.SQLITE_FULL.code
                        || code(e) == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE.code);
    }

    /** Why the database cannot be opened. */
    static IOException opening(SQLException e) {
        return new IOException("index: " + (isFull(e) ? NO_SPACE : e.getMessage()), e);
    }

    /** Whether the file is not, or no longer, a database. */
    static boolean isDamage(SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_CORRUPT.code || primary(e) == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private static int primary(SQLException e) {
        return code(e) & PRIMARY_MASK;
    }

    /** With what the driver leaves out of an exception's own number: the part that says which kind. */
    private static int code(SQLException e) {
        return e instanceof SQLiteException of ? of.getResultCode().code : e.getErrorCode();
    }
}
