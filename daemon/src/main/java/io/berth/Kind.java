package io.berth;

/** What stands behind a flag, and which JSON type its key has. */
enum Kind {
    SWITCH,
    VALUE,
    NUMBER,
    /** May be repeated; an array in the file. */
    LIST,
    /** The same of objects, each a JSON text. */
    OBJECTS;

    boolean isRepeated() {
        return this == LIST || this == OBJECTS;
    }
}
