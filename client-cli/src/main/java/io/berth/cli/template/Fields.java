package io.berth.cli.template;

import org.jspecify.annotations.Nullable;

/** Data with a fixed set of named fields, as a Go struct: naming another field is an error. */
public interface Fields {
    /** What {@link #field} answers for a name that is not one of the fields. */
    enum Absent {
        ABSENT
    }

    /** The field's value, which may be null, or {@link Absent}. */
    @Nullable
    Object field(String name);

    /** The type as error texts name it. */
    String typeName();

    /** What {@code json} prints. */
    @Nullable
    Object json();
}
