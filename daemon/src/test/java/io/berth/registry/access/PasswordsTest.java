package io.berth.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.Limited;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final Htpasswd USERS = new Htpasswd(Map.of("alice", "$2y$10$right", "bob", "$2y$12$right"));

    private Instant now = Instant.EPOCH;
    private final List<String> hashed = new ArrayList<>();
    private final Passwords passwords = new Passwords(this::hash, () -> now);

    /** The password of a hash is what stands behind its last dollar. */
    private boolean hash(String hash, byte[] password) {
        hashed.add(hash);
        return hash.endsWith('$' + new String(password, StandardCharsets.UTF_8));
    }

    private boolean isRight(String user, String password) {
        return isRight(USERS, user, password);
    }

    private boolean isRight(Htpasswd users, String user, String password) {
        return passwords.isRight(users, user, password.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void knowsTheRightPassword() {
        assertThat(isRight("alice", "right")).isTrue();
        assertThat(isRight("alice", "wrong")).isFalse();
    }

    @Test
    void refusingSomebodyUnknownCostsAsMuchAsRefusingTheDearestUser() {
        assertThat(isRight("mallory", "right")).isFalse();
        assertThat(hashed).containsExactly(Bcrypt.ofNobody(12));
    }

    @Test
    void remembersWhatWasProvenForMinutes() {
        isRight("alice", "right");
        isRight("alice", "right");
        assertThat(hashed).hasSize(1);
        now = now.plus(Duration.ofMinutes(5));
        isRight("alice", "right");
        assertThat(hashed).hasSize(2);
    }

    @Test
    void remembersNoFailureAndNobodyElse() {
        isRight("alice", "right");
        assertThat(isRight("alice", "wrong")).isFalse();
        assertThat(isRight("bob", "right")).isTrue();
        assertThat(hashed).hasSize(3);
    }

    @Test
    void forgetsAtOnceWhenThePasswordChanges() {
        isRight("alice", "right");
        assertThat(isRight(new Htpasswd(Map.of("alice", "$2y$10$new")), "alice", "right"))
                .isFalse();
        assertThat(isRight(new Htpasswd(Map.of()), "alice", "right")).isFalse();
    }

    @Test
    void remembersSoManyAndNoMore() {
        for (int i = 0; i < Limits.PROVEN_PASSWORDS_MAX; i++) {
            prove("user" + i);
        }
        prove("user0");
        assertThat(hashed).hasSize(Limits.PROVEN_PASSWORDS_MAX);
        prove("one more");
        prove("user1");
        assertThat(hashed).hasSize(Limits.PROVEN_PASSWORDS_MAX + 2);
    }

    private void prove(String user) {
        assertThat(isRight(new Htpasswd(Map.of(user, "$2y$10$right")), user, "right"))
                .isTrue();
    }

    @Test
    void hashesFewAtATimeLetsSomeWaitAndRefusesTheRest() throws Exception {
        AtomicInteger running = new AtomicInteger();
        Semaphore started = new Semaphore(0);
        CountDownLatch go = new CountDownLatch(1);
        Passwords slow = new Passwords(
                (hash, password) -> {
                    running.incrementAndGet();
                    started.release();
                    await(go);
                    return true;
                },
                () -> now);
        int taken = Limits.BCRYPT_RUNNING_MAX + Limits.BCRYPT_WAITING_MAX;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < taken; i++) {
                byte[] password = {(byte) i};
                all.add(threads.submit(() -> slow.isRight(USERS, "alice", password)));
            }
            started.acquire(Limits.BCRYPT_RUNNING_MAX);
            while (slow.waiting() < taken) {
                Thread.onSpinWait();
            }
            assertThat(running.get()).isEqualTo(Limits.BCRYPT_RUNNING_MAX);
            assertThatThrownBy(() -> slow.isRight(USERS, "alice", new byte[] {0}))
                    .isInstanceOf(Limited.class);
            go.countDown();
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(slow.waiting()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
