package io.berth.registry.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Compares a password with a bcrypt hash, at the price that the hash sets. */
@FunctionalInterface
interface Bcrypt {
    /** As Apache and the other writers of such files do, only the first 72 bytes of a password count. */
    Bcrypt REAL = (hash, password) -> BCrypt.verifyer(version(hash), LongPasswordStrategies.truncate(version(hash)))
            .verify(password, hash.getBytes(StandardCharsets.US_ASCII))
            .verified;

    /** Whether it is that password's hash; takes the same time whether it is or not. */
    boolean matches(String hash, byte[] password);

    /** A hash of this cost that no password has. */
    static String ofNobody(int cost) {
        return String.format(Locale.ROOT, "$2y$%02d$", cost) + "./".repeat(26) + '.';
    }

    private static BCrypt.Version version(String hash) {
        return switch (hash.charAt(2)) {
            case 'a' -> BCrypt.Version.VERSION_2A;
            case 'b' -> BCrypt.Version.VERSION_2B;
            default -> BCrypt.Version.VERSION_2Y;
        };
    }
}
