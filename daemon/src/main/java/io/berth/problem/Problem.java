package io.berth.problem;

import org.jspecify.annotations.Nullable;

/**
 * A failure whose message is meant for the client, in the exact words that clients of the Engine API know.
 *
 * <p>The place that throws knows the text; the two renderers (one for each API) know status and form. Anything else that
 * is thrown is our own fault and becomes a 500 whose details stay in the log.
 */
public abstract sealed class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Subject subject;

    private Problem(Subject subject, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.subject = subject;
    }

    public final Subject subject() {
        return subject;
    }

    /** The message, never null. */
    public final String text() {
        return String.valueOf(getMessage());
    }

    /** The named thing is not there. */
    public static final class NotFound extends Problem {
        private static final long serialVersionUID = 1L;

        public NotFound(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** The request cannot be understood. */
    public static final class InvalidParameter extends Problem {
        private static final long serialVersionUID = 1L;

        public InvalidParameter(String message) {
            super(Subject.REQUEST, message, null);
        }

        public InvalidParameter(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** The request is understood, and the state of things forbids it. */
    public static final class Conflict extends Problem {
        private static final long serialVersionUID = 1L;

        public Conflict(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** Credentials are missing or wrong. */
    public static final class Unauthorized extends Problem {
        private static final long serialVersionUID = 1L;

        public Unauthorized(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** Credentials do not reach that far, or a rule forbids it. */
    public static final class Forbidden extends Problem {
        private static final long serialVersionUID = 1L;

        public Forbidden(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** Something is beyond one of our limits, or beyond the disk. */
    public static final class TooLarge extends Problem {
        private static final long serialVersionUID = 1L;

        public TooLarge(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** A well-formed wish that this daemon does not serve. */
    public static final class Unsupported extends Problem {
        private static final long serialVersionUID = 1L;

        public Unsupported(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** Another registry limits us (429). */
    public static final class Limited extends Problem {
        private static final long serialVersionUID = 1L;

        public Limited(Subject subject, String message) {
            super(subject, message, null);
        }
    }

    /** Something that we depend on cannot be had now: a registry that is down, a disk that is full, a daemon that stops. */
    public static final class Unavailable extends Problem {
        private static final long serialVersionUID = 1L;

        public Unavailable(Subject subject, String message) {
            super(subject, message, null);
        }

        public Unavailable(Subject subject, String message, Throwable cause) {
            super(subject, message, cause);
        }
    }

    /** Bytes are not what their digest, size or type promised. */
    public static final class Corrupt extends Problem {
        private static final long serialVersionUID = 1L;

        public Corrupt(Subject subject, String message) {
            super(subject, message, null);
        }
    }
}
