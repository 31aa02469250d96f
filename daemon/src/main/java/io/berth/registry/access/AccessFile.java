package io.berth.registry.access;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an access file says.
 *
 * @param users the htpasswd file; null where nobody has a password here
 * @param issuer whose tokens are taken besides our own; null for nobody's
 */
record AccessFile(
        @Nullable Path users,
        Rules rules,
        ImmutableTags immutable,
        Quotas quotas,
        TokenSettings tokens,
        @Nullable IssuerSettings issuer) {}
