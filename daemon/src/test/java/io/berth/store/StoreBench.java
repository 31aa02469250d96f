package io.berth.store;

import io.berth.index.Change;
import io.berth.index.ImageFacts;
import io.berth.index.JobId;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program: how long opening, one change and one publish of 15 blobs take with N images: {@code StoreBench DIR N}. */
final class StoreBench {
    private static final int RUNS = 200;

    private StoreBench() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        int images = Integer.parseInt(arguments[1]);
        java.nio.file.Files.createDirectories(root);
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            parts.add(TestStore.bytes("part " + i));
        }
        try (TestStore store = TestStore.open(root)) {
            JobId job = store.index().beginJob("pull", "bench");
            for (byte[] part : parts) {
                store.content().put(job, TestStore.descriptor(part), part);
            }
            List<Change> steps = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                add(steps, parts, "image " + i, "repo" + i % 100 + ":" + i);
                if (steps.size() > 400) {
                    store.index().apply(steps);
                    steps.clear();
                }
            }
            store.index().apply(steps);
        }
        measure("open", 10, _ -> TestStore.open(root).close());
        try (TestStore store = TestStore.open(root)) {
            Digest image = store.index().images().byCreated().getFirst().id();
            measure(
                    "one tag",
                    RUNS,
                    i -> store.index().apply(List.of(new Change.PutName(Reference.parse("tag:" + i), image, "tag"))));
            measure("publish of 15 blobs", RUNS, i -> {
                List<Change> steps = new ArrayList<>();
                add(steps, parts, "new " + i, "new:" + i);
                store.index().apply(steps);
            });
        }
    }

    /** Images of the same parts; the first part stands for a manifest. */
    private static void add(List<Change> steps, List<byte[]> parts, String manifest, String name) {
        ImageFacts made = TestStore.facts(manifest, parts);
        var closure = new java.util.HashSet<>(made.closure());
        closure.remove(made.id());
        ImageFacts facts = new ImageFacts(made.target(), made.manifests(), closure, List.of());
        steps.add(new Change.PutImage(facts.id(), _ -> facts));
        steps.add(new Change.PutName(Reference.parse(name), facts.id(), "pull"));
    }

    private interface Run {
        void run(int i) throws IOException;
    }

    private static void measure(String what, int runs, Run run) throws IOException {
        double[] millis = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            run.run(i);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "%s: median %.2f ms, p99 %.2f ms, least %.2f%n",
                what, millis[runs / 2], millis[(int) (runs * 0.99)], millis[0]);
    }
}
