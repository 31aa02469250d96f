package io.berth.registry.access;

/**
 * Somebody else whose tokens are taken.
 *
 * @param name as its tokens say it in {@code iss}
 * @param audience one of those that its tokens name in {@code aud}
 * @param keys its public keys, a JWK set: a file, absolute or beside the access file, or an http or https URL
 */
record IssuerSettings(String name, String audience, String keys) {
    boolean isRemote() {
        return keys.startsWith("https://") || keys.startsWith("http://");
    }
}
