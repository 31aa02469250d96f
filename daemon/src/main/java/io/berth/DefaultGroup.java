package io.berth;

import java.io.IOException;
import java.nio.file.FileSystems;
import org.jspecify.annotations.Nullable;

/** The group that users of the API have by custom. */
final class DefaultGroup {
    private static final String NAME = "docker";

    private DefaultGroup() {}

    /** Its name where this machine has it and this process may give files to it, else null. */
    static @Nullable String find() throws IOException {
        if (!Surroundings.ofProcess().root()) {
            return null;
        }
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(NAME);
            return NAME;
        } catch (java.nio.file.attribute.UserPrincipalNotFoundException _) {
            return null;
        }
    }
}
