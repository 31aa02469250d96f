package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Flight;
import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets those who ask the same at the same time share one request. Where several did, many are asking: then the answer also
 * serves whoever asks within the time to live, counted from when its request was made. One who asks alone, again and again,
 * is always answered anew, so that a tag that was just moved is seen. Failures serve those who were waiting for them, and
 * nobody else.
 */
final class Checks {
    private final long ttl;
    private final LongSupplier nanos;
    private final Map<Key, Asked> all = Recent.added(Limits.REMEMBERED_MAX);

    /**
     * What makes two questions the same.
     *
     * @param body whether the document itself was asked for (GET), not only what it is (HEAD)
     */
    record Key(Reference reference, Digest credentials, Map<String, String> metaHeaders, boolean body) {}

    /** A request; empty where its answer does not tell. */
    @FunctionalInterface
    interface Question {
        Optional<Resolution> ask() throws IOException;
    }

    /** A ttl of zero shares nothing. */
    Checks(Duration ttl, LongSupplier nanos) {
        this.ttl = ttl.toNanos();
        this.nanos = nanos;
    }

    /** Asks, or takes the answer of others who ask. */
    Optional<Resolution> ask(Key key, CancelToken cancel, Question question) throws IOException {
        if (ttl == 0) {
            return question.ask();
        }
        while (true) {
            Asked mine = new Asked(nanos.getAsLong(), new Flight<>());
            Asked asked = join(key, mine);
            if (asked == mine) {
                return ask(key, mine, cancel, question);
            }
            asked.answer.await(cancel);
            if (cancel.isCancelled()) {
                throw RegistryException.network("cancelled");
            }
            if (!asked.answer.isAbandoned()) {
                return asked.answer.result();
            }
        }
    }

    /** A request that has ended and had nobody with it serves nobody else. */
    private synchronized Asked join(Key key, Asked mine) {
        Asked present = all.get(key);
        if (present != null && mine.began - present.began < ttl) {
            present.shared |= !present.answer.hasEnded();
            if (present.shared) {
                return present;
            }
        }
        all.remove(key);
        all.put(key, mine);
        return mine;
    }

    private Optional<Resolution> ask(Key key, Asked asked, CancelToken cancel, Question question) throws IOException {
        try {
            Optional<Resolution> answer = question.ask();
            asked.answer.land(answer);
            keepWithoutBytes(key, asked, answer);
            return answer;
        } catch (IOException | RuntimeException e) {
            drop(key, asked);
            if (cancel.isCancelled()) {
                asked.answer.abandon(); // the failure of one who left is nobody else's
            } else {
                asked.answer.fail(e);
            }
            throw e;
        }
    }

    /** Documents are for those who waited: kept, they would fill the memory. */
    private synchronized void keepWithoutBytes(Key key, Asked asked, Optional<Resolution> answer) {
        if (all.get(key) == asked
                && answer.filter(found -> found.bytes() != null).isPresent()) {
            Asked light = new Asked(asked.began, new Flight<>());
            light.shared = asked.shared;
            light.answer.land(answer.map(found -> new Resolution(found.target(), null)));
            all.put(key, light);
        }
    }

    /** How many wait for the answer to this. */
    synchronized int waiting(Key key) {
        Asked asked = all.get(key);
        return asked == null ? 0 : asked.answer.waiting();
    }

    private synchronized void drop(Key key, Asked asked) {
        all.remove(key, asked);
    }

    /** A request, when it was made, and whether others came while it was under way. */
    private static final class Asked {
        private final long began;
        private final Flight<Optional<Resolution>> answer;
        private boolean shared;

        Asked(long began, Flight<Optional<Resolution>> answer) {
            this.began = began;
            this.answer = answer;
        }
    }
}
