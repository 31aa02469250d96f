package io.berth.registry.cache;

import io.berth.index.CacheIndex.Entry;
import io.berth.index.CacheIndex.Found;
import io.berth.index.CacheIndex.Tag;
import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.io.Flight;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import io.berth.remote.RegistryClient;
import io.berth.remote.Resolution;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Manifests: by digest they are for ever, tags are asked about again when their time is over. */
final class Manifests {
    private final Store store;
    private final Supplier<CacheSettings> settings;
    private final Gate gate;
    private final Uses uses;
    private final CacheCounts counts;
    private final Keeper keeper;
    private final InstantSource clock;
    private final CancelToken stop;
    private final Outages outages;
    private final Flights<Wish, Answer> flights = new Flights<>();

    /** What came of asking; {@code fetched} where its bytes came from the registry. */
    private record Answer(CachedManifest manifest, boolean fetched) {}

    Manifests(
            Store store,
            Supplier<CacheSettings> settings,
            Gate gate,
            Uses uses,
            CacheCounts counts,
            Keeper keeper,
            InstantSource clock,
            CancelToken stop) {
        this.store = store;
        this.settings = settings;
        this.gate = gate;
        this.uses = uses;
        this.counts = counts;
        this.keeper = keeper;
        this.clock = clock;
        this.stop = stop;
        this.outages = new Outages(clock);
    }

    CachedManifest get(Reference reference) throws IOException {
        Wish wish = new Wish(reference, gate.open(reference.repository()));
        Digest digest = reference.digest();
        Answer answer = digest == null ? byTag(wish) : byDigest(wish, digest);
        (answer.fetched ? counts.manifestMisses : counts.manifestHits).increment();
        counts.served.add(answer.manifest.bytes().length);
        uses.used(answer.manifest.descriptor().digest());
        return answer.manifest;
    }

    private Answer byDigest(Wish wish, Digest digest) throws IOException {
        Optional<Answer> here = here(wish, digest);
        return here.isPresent() ? here.get() : flights.get(wish, () -> ask(wish, Optional.empty()));
    }

    private Answer byTag(Wish wish) throws IOException {
        Repository repository = wish.repository();
        Optional<Tag> known = store.cached().tag(repository, wish.reference().target());
        Optional<Answer> good =
                known.isEmpty() ? Optional.empty() : here(wish, known.get().digest());
        if (good.isEmpty()) {
            return flights.get(wish, () -> ask(wish, Optional.empty()));
        }
        Instant checked = known.get().checked();
        if (clock.instant().isBefore(checked.plus(settings.get().ttl()))) {
            return good.get();
        }
        Optional<String> outage = outages.reason(repository.registry());
        return outage.isPresent() ? stale(good.get(), checked, outage.get()) : asked(wish, good.get(), checked);
    }

    /** Asks anew, but waits only so long, having something to serve. */
    private Answer asked(Wish wish, Answer good, Instant checked) throws IOException {
        String registry = wish.repository().registry();
        Flight<Answer> flight = flights.join(wish, () -> ask(wish, Optional.of(good)));
        try {
            Duration waited = settings.get().patience();
            if (flight.await(waited)) {
                return flight.result();
            }
            outages.began(registry, "no answer within " + waited.toSeconds() + "s");
        } catch (Problem e) {
            if (!Outages.isOutage(e)) {
                throw e;
            }
            outages.began(registry, e.text());
        }
        return stale(good, checked, outages.reason(registry).orElse("no answer"));
    }

    private Answer stale(Answer good, Instant checked, String reason) {
        counts.stale.increment();
        CachedManifest manifest = good.manifest;
        return new Answer(
                new CachedManifest(manifest.descriptor(), manifest.bytes(), Warnings.stale(checked, reason)), false);
    }

    /** A manifest that the repository is known to have, that its rule has let in, and that is here. */
    private Optional<Answer> here(Wish wish, Digest digest) throws IOException {
        Optional<Descriptor> known = store.cached()
                .find(wish.repository(), digest, wish.rule())
                .filter(Entry::live)
                .map(Entry::descriptor)
                .filter(found -> isManifest(found.mediaType()));
        return known.isEmpty()
                ? Optional.empty()
                : read(digest).map(bytes -> new Answer(new CachedManifest(known.get(), bytes, null), false));
    }

    private static boolean isManifest(String type) {
        return MediaTypes.isIndex(type) || MediaTypes.isManifest(type);
    }

    /** Empty where it is not live, or damaged: then it is fetched again. */
    private Optional<byte[]> read(Digest digest) throws IOException {
        try {
            return Optional.of(store.content().read(digest, Limits.MANIFEST_BYTES_MAX));
        } catch (NotFound | Corrupt | TooLarge e) {
            return Optional.empty();
        }
    }

    /**
     * Asks the registry.
     *
     * @param good what the tag pointed to
     */
    private Answer ask(Wish wish, Optional<Answer> good) throws IOException {
        Reference reference = wish.reference();
        Repository repository = wish.repository();
        RegistryClient client = store.client(repository);
        Resolution found = resolve(reference, client);
        outages.ended(repository.registry());
        Digest digest = found.target().digest();
        if (good.isPresent() && good.get().manifest.descriptor().digest().equals(digest)) {
            CachedManifest same = good.get().manifest;
            gate.check(reference, digest, same::bytes, client);
            store.cached().checked(repository, reference.target(), digest);
            return new Answer(same, false);
        }
        Optional<byte[]> present = found.findBytes().isPresent() ? Optional.empty() : read(digest);
        byte[] bytes = present.or(found::findBytes).orElseGet(() -> client.manifest(found.target(), stop));
        Manifest manifest = Manifest.parse(bytes, found.target().mediaType());
        Descriptor descriptor = Descriptor.of(manifest.mediaType(), digest, bytes.length);
        boolean letIn = reference.tag() == null
                && store.cached().find(repository, digest, wish.rule()).isPresent();
        String rule = letIn ? wish.rule() : gate.check(reference, digest, () -> bytes, client);
        publish(new Found(repository, reference.tag(), descriptor, children(manifest), rule), bytes);
        if (present.isEmpty()) {
            counts.fetched.add(bytes.length);
            keeper.grown();
        }
        return new Answer(new CachedManifest(descriptor, bytes, null), present.isEmpty());
    }

    private Resolution resolve(Reference reference, RegistryClient client) {
        try {
            boolean absent = reference.digest() != null
                    && store.index().blob(reference.digest()).isEmpty();
            return absent ? client.fetch(reference, stop) : client.resolve(reference, stop);
        } catch (NotFound e) {
            if (reference.tag() != null) {
                store.cached().forget(reference.repository(), reference.tag());
            }
            throw new NotFound(Subject.MANIFEST, e.text());
        }
    }

    private static List<Descriptor> children(Manifest manifest) {
        if (manifest.children().size() > Limits.INDEX_CHILDREN_MAX) {
            throw new TooLarge(
                    Subject.MANIFEST, "a manifest that names more than " + Limits.INDEX_CHILDREN_MAX + " others");
        }
        return manifest.children();
    }

    private void publish(Found found, byte[] bytes) throws IOException {
        JobId job = store.index().beginJob("cache", found.repository().canonical());
        try {
            store.content().put(job, found.manifest(), bytes);
            store.cached().put(found);
        } finally {
            store.index().apply(List.of(new EndJob(job)));
        }
    }
}
