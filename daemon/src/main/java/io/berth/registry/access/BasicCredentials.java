package io.berth.registry.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What a client says of itself in an {@code Authorization: Basic} header (RFC 7617); both parts are UTF-8. */
record BasicCredentials(String user, String password) {
    private static final String SCHEME = "Basic ";

    /** Empty where the header has another scheme, or no name and password in it. */
    static Optional<BasicCredentials> parse(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            String text = new String(bytes, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 1 || text.indexOf('\0') >= 0
                    ? Optional.empty()
                    : Optional.of(new BasicCredentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user;
    }
}
