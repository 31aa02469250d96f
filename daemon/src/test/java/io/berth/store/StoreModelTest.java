package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.Ingest;
import io.berth.index.Change;
import io.berth.index.ImageFacts;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations on a store whose disk fails or whose process dies at any write, fsync, rename, unlink or commit,
 * beside a model of four maps. More with {@code -Dstore.rounds=N}, one again with {@code -Dstore.seed=N}.
 */
class StoreModelTest {
    private static final int OPERATIONS = 100;
    private static final int FAULT_REACH = 14;
    private static final List<Reference> NAMES = IntStream.range(0, 6)
            .mapToObj(i -> Reference.parse("repo" + i / 3 + ":" + i % 3))
            .toList();
    private static final List<FaultyDisk.Fault> FAULTS = List.of(FaultyDisk.Fault.values());

    @TempDir
    Path directory;

    private StoreRig rig;
    private Random random;
    private StoreState model;
    private List<byte[]> parts;
    private final List<String> trail = new ArrayList<>();

    /** An operation on the store, and what it does to the model. */
    private record Operation(String name, StoreState after, Body body) {
        interface Body {
            void run() throws IOException;
        }
    }

    @Test
    void whatHappensToTheStoreHappensToTheModel() throws Exception {
        long first = Long.getLong("store.seed", 1);
        int rounds = Integer.getInteger("store.rounds", 4);
        for (long seed = first; seed < first + rounds; seed++) {
            trail.clear();
            try {
                round(seed);
            } catch (AssertionError | Exception e) {
                throw new AssertionError(
                        "seed " + seed + ", after " + trail.subList(Math.max(0, trail.size() - 12), trail.size()), e);
            }
        }
    }

    private void round(long seed) throws IOException {
        random = new Random(seed);
        model = StoreState.empty();
        parts = IntStream.range(0, 10)
                .mapToObj(i -> {
                    byte[] bytes = new byte[1 + random.nextInt(20_000)];
                    random.nextBytes(bytes);
                    return bytes;
                })
                .toList();
        rig = new StoreRig(directory.resolve("seed-" + seed), random);
        for (int i = 0; i < OPERATIONS; i++) {
            step();
        }
        rig.close();
    }

    private void step() throws IOException {
        model = model.at(rig.now());
        Operation operation = choose();
        FaultyDisk.Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        rig.disk().arm(fault, random.nextInt(FAULT_REACH));
        trail.add(operation.name() + " " + fault);
        boolean done = run(operation);
        boolean struck = rig.disk().hasStruck();
        rig.disk().disarm();
        if (rig.disk().isStopped()) {
            comeBack(random.nextBoolean());
            StoreState found = StoreState.of(rig.store().index(), NAMES);
            assertThat(found).isIn(model.at(rig.now()), operation.after().at(rig.now()));
            model = found;
        } else {
            assertThat(done || struck).as("an operation fails only by a fault").isTrue();
            model = done ? operation.after() : model;
            assertThat(StoreState.of(rig.store().index(), NAMES)).isEqualTo(model.at(rig.now()));
        }
        if (random.nextInt(8) == 0) {
            assertThat(rig.faults()).isEmpty();
        }
    }

    private boolean run(Operation operation) {
        try {
            operation.body().run();
            return true;
        } catch (IOException | RuntimeException e) {
            trail.add(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void comeBack(boolean power) throws IOException {
        trail.add(power ? "power" : "kill");
        rig.die(power);
        FaultyDisk.Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        rig.reopen(fault, random.nextInt(FAULT_REACH));
        assertThat(rig.faults()).isEmpty();
    }

    private Operation choose() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> pull(random.nextInt(6), name());
            case 5, 6 -> tag(name());
            case 7 -> untag(name());
            case 8, 9 -> remove(Duration.ZERO);
            case 10, 11 -> remove(Duration.ofMinutes(random.nextInt(1, 90)));
            case 12 -> restore();
            case 13 -> new Operation("sweep", model, () -> rig.store().content().sweep());
            case 14 -> partly(random.nextInt(6));
            default -> other();
        };
    }

    private Operation other() {
        return switch (random.nextInt(3)) {
            case 0 ->
                new Operation("drop ingests", model, () -> rig.store().content().dropLeftovers(_ -> false));
            case 1 -> new Operation("pass time", model, () -> rig.pass(Duration.ofMinutes(random.nextInt(90))));
            default ->
                new Operation("crash", model, () -> {
                    rig.disk().arm(FaultyDisk.Fault.STOP, 0);
                    rig.disk().strikes();
                });
        };
    }

    private Reference name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private List<byte[]> parts(int manifest) {
        return List.of(parts.get(manifest), parts.get((manifest * 3 + 1) % 10), parts.get((manifest * 7 + 2) % 10));
    }

    private Operation pull(int manifest, Reference name) {
        ImageFacts facts = TestStore.facts("manifest " + manifest, parts(manifest));
        StoreState after = model.copy();
        after.images().put(facts.id(), facts.closure());
        after.name(name, facts.id());
        return new Operation("pull " + manifest + " " + name.familiar(), after, () -> {
            TestStore store = rig.store();
            JobId job = store.index().beginJob("pull", name.toString());
            try {
                Set<Digest> have = store.index().claim(job, facts.closure());
                for (byte[] part : parts(manifest)) {
                    if (!have.contains(Digest.of(part))) {
                        store.write(job, part);
                    }
                }
                store.content().put(job, facts.target(), TestStore.bytes("manifest " + manifest));
                store.index()
                        .apply(List.of(
                                new Change.PutImage(facts.id(), _ -> facts),
                                new Change.PutName(name, facts.id(), "pull"),
                                new Change.EndJob(job)));
            } catch (IOException | RuntimeException e) {
                rig.disk().disarm();
                if (!rig.disk().isStopped()) {
                    store.index().apply(List.of(new Change.EndJob(job)));
                }
                throw e;
            }
        });
    }

    /** Writes a part of a blob and gives up. */
    private Operation partly(int manifest) {
        byte[] part = parts.get(manifest);
        Descriptor blob = TestStore.descriptor(part);
        return new Operation("begin a blob of " + manifest, model, () -> {
            try (Ingest ingest = rig.store().content().ingest(blob)) {
                int rest = part.length - (int) ingest.offset();
                ingest.write(ByteBuffer.wrap(part, (int) ingest.offset(), random.nextInt(rest + 1)));
            }
        });
    }

    private Operation tag(Reference name) {
        Digest image = anyOf(model.images().keySet());
        StoreState after = model.copy();
        after.name(name, image);
        return image == null
                ? new Operation("no tag", model, () -> {})
                : new Operation("tag " + name.familiar(), after, () -> apply(new Change.PutName(name, image, "tag")));
    }

    private Operation untag(Reference name) {
        StoreState after = model.copy();
        after.untag(name, rig.now());
        return new Operation("untag " + name.familiar(), after, () -> apply(new Change.DropName(name, "rmi")));
    }

    private Operation remove(Duration undo) {
        Digest image = anyOf(model.images().keySet());
        if (image == null) {
            return new Operation("no remove", model, () -> {});
        }
        List<Reference> names = model.namesOf(image);
        StoreState after = model.copy();
        names.forEach(name -> after.untag(name, rig.now()));
        Set<Digest> closure = after.images().remove(image);
        if (undo.isPositive()) {
            after.removed()
                    .put(
                            image,
                            new StoreState.Gone(
                                    after.takenFrom(image, rig.now().minus(undo)),
                                    closure,
                                    rig.now().plus(undo)));
        }
        List<Change> steps = new ArrayList<>();
        names.forEach(name -> steps.add(new Change.DropName(name, "rmi")));
        steps.add(new Change.DropImage(image, undo));
        return new Operation("remove " + undo, after, () -> {
            apply(steps.toArray(Change[]::new));
            try {
                rig.store().content().sweep();
            } catch (IOException | RuntimeException _) {
                // The removal is done; the next sweep goes on.
            }
        });
    }

    private Operation restore() {
        Digest image = anyOf(model.removed().keySet());
        if (image == null) {
            return new Operation("no restore", model, () -> {
                try {
                    apply(new Change.RestoreImage(Digest.of(new byte[0])));
                } catch (Problem.NotFound _) {
                    // Right so.
                }
            });
        }
        StoreState after = model.copy();
        StoreState.Gone gone = after.removed().remove(image);
        after.images().putIfAbsent(image, gone.closure());
        gone.names().stream().filter(name -> !after.names().containsKey(name)).forEach(name -> after.name(name, image));
        return new Operation("restore", after, () -> apply(new Change.RestoreImage(image)));
    }

    private void apply(Change... steps) {
        rig.store().index().apply(List.of(steps));
    }

    private Digest anyOf(Set<Digest> some) {
        return some.isEmpty() ? null : List.copyOf(some).get(random.nextInt(some.size()));
    }
}
