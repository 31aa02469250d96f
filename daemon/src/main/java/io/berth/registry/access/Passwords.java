package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Subject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a password is right. Hashing is slow by intent, so only a few run at a time, only so many wait, and what
 * was proven is remembered for minutes: clients with Basic credentials send them with every request. What is remembered
 * is a keyed hash of user, password and stored hash, so a changed file counts at once and no secret stays in memory.
 */
final class Passwords {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final String MAC = "HmacSHA256";

    private final Bcrypt bcrypt;
    private final InstantSource clock;
    private final Semaphore running = new Semaphore(Limits.BCRYPT_RUNNING_MAX);
    private final AtomicInteger waiting = new AtomicInteger();
    private final SecretKeySpec key = new SecretKeySpec(random(), MAC);
    private final Map<String, Instant> proven = Recent.used(Limits.PROVEN_PASSWORDS_MAX);

    Passwords(Bcrypt bcrypt, InstantSource clock) {
        this.bcrypt = bcrypt;
        this.clock = clock;
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /**
     * Whether this is the user's password. For a user whom nobody knows it takes as long as for one of those who are
     * there.
     *
     * @throws Limited where too many wait already
     */
    boolean isRight(Htpasswd users, String user, byte[] password) {
        String known = users.hash(user);
        String hash = known == null ? Bcrypt.ofNobody(users.cost()) : known;
        String mark = mark(user, hash, password);
        if (isRemembered(mark)) {
            return true;
        }
        boolean right = hashed(hash, password) && known != null;
        if (right) {
            remember(mark);
        }
        return right;
    }

    private boolean hashed(String hash, byte[] password) {
        if (waiting.incrementAndGet() > Limits.BCRYPT_WAITING_MAX + Limits.BCRYPT_RUNNING_MAX) {
            waiting.decrementAndGet();
            throw new Limited(Subject.REQUEST, "too many logins at a time: try again");
        }
        running.acquireUninterruptibly();
        try {
            return bcrypt.matches(hash, password);
        } finally {
            running.release();
            waiting.decrementAndGet();
        }
    }

    /** How many are being hashed, or wait to be. */
    int waiting() {
        return waiting.get();
    }

    private synchronized boolean isRemembered(String mark) {
        Instant until = proven.get(mark);
        return until != null && clock.instant().isBefore(until);
    }

    private synchronized void remember(String mark) {
        proven.put(mark, clock.instant().plus(REMEMBERED));
    }

    private String mark(String user, String hash, byte[] password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update((user + '\n' + hash + '\n').getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(password));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }
}
