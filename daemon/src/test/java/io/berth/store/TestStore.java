package io.berth.store;

import io.berth.content.ContentOptions;
import io.berth.content.FileContent;
import io.berth.content.Ingest;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.IndexOptions;
import io.berth.index.JobId;
import io.berth.index.ManifestFacts;
import io.berth.index.SqliteIndex;
import io.berth.io.Disk;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.testing.RandomImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** A real index and content in a temporary directory: opens in milliseconds, so that nobody needs a fake. */
public final class TestStore implements AutoCloseable {
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

    private final Path root;
    private final EventBus bus = new EventBus();
    private final SqliteIndex index;
    private final FileContent content;

    private TestStore(Path root, Disk disk, IndexOptions options, String bootId) throws IOException {
        this.root = root;
        this.index = SqliteIndex.open(root, bus, options);
        this.content = FileContent.open(
                root,
                index,
                index,
                new ContentOptions(
                        disk,
                        options.clock(),
                        bootId,
                        ContentOptions.INGEST_AGE,
                        ContentOptions.SCRUB_EVERY,
                        ContentOptions.UPLOAD_AGE,
                        ContentOptions.UPLOAD_PATIENCE));
    }

    public static TestStore open(Path root) throws IOException {
        return new TestStore(root, Disk.REAL, IndexOptions.DEFAULT, "boot-1");
    }

    /** With a clock of the test's, no grace for what jobs leave, and a disk that may fail. */
    public static TestStore open(Path root, Disk disk, InstantSource clock, String bootId) throws IOException {
        return open(root, disk, new IndexOptions(disk, clock, Duration.ofHours(1)), bootId);
    }

    public static TestStore open(Path root, Disk disk, IndexOptions options, String bootId) throws IOException {
        return new TestStore(root, disk, options, bootId);
    }

    public Path root() {
        return root;
    }

    public EventBus bus() {
        return bus;
    }

    public SqliteIndex index() {
        return index;
    }

    public FileContent content() {
        return content;
    }

    public Path blobFile(Digest digest) {
        return root.resolve("content/blobs").resolve(digest.algorithm().label()).resolve(digest.hex());
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static Descriptor descriptor(byte[] bytes) {
        return Descriptor.of("application/octet-stream", Digest.of(bytes), bytes.length);
    }

    /** Writes a blob as a download would. */
    public Digest write(JobId job, byte[] bytes) throws IOException {
        Descriptor blob = descriptor(bytes);
        try (Ingest ingest = content.ingest(blob)) {
            ingest.write(ByteBuffer.wrap(bytes).position((int) ingest.offset()));
            ingest.commit(List.of(job));
        }
        return blob.digest();
    }

    /** Facts of an image of one made-up manifest, whose closure is what {@code parts} are the bytes of. */
    public static ImageFacts facts(String manifest, List<byte[]> parts) {
        Descriptor target = new Descriptor(
                TYPE, Digest.of(bytes(manifest)), bytes(manifest).length, null, null, List.of(), Map.of());
        HashSet<Digest> closure = new HashSet<>(List.of(target.digest()));
        parts.forEach(part -> closure.add(Digest.of(part)));
        ManifestFacts one = new ManifestFacts(
                target,
                true,
                ManifestFacts.Kind.IMAGE,
                Platform.host(),
                parts.isEmpty() ? null : Digest.of(parts.getFirst()),
                Instant.ofEpochSecond(1_600_000_000L + Math.floorMod(manifest.hashCode(), 1_000_000))
                        .toString(),
                Map.of("manifest", manifest),
                parts.stream().mapToLong(part -> part.length).sum() + target.size(),
                null);
        return new ImageFacts(target, List.of(one), closure, List.of());
    }

    /** Pulls a made-up image: claims, writes what is missing, publishes with these names. */
    public Digest pull(String manifest, List<byte[]> parts, String... names) throws IOException {
        ImageFacts facts = facts(manifest, parts);
        JobId job = index.beginJob("pull", manifest);
        var have = index.claim(job, facts.closure());
        for (byte[] part : parts) {
            if (!have.contains(Digest.of(part))) {
                write(job, part);
            }
        }
        content.put(job, facts.target(), bytes(manifest));
        List<Change> steps = new ArrayList<>();
        steps.add(new Change.PutImage(facts.id(), _ -> facts));
        for (String name : names) {
            steps.add(new Change.PutName(Reference.parse(name).orLatest(), facts.id(), "pull"));
        }
        steps.add(new Change.EndJob(job));
        index.apply(steps);
        return facts.id();
    }

    /** Puts an image and its names in place; a name that another image had moves. */
    public Image add(RandomImage image, String... names) throws IOException {
        JobId job = index.beginJob("pull", image.id().toString());
        index.claim(job, image.facts().closure());
        for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
            content.put(job, blob.getKey(), blob.getValue());
        }
        List<Change> steps = new ArrayList<>();
        steps.add(new Change.PutImage(image.id(), _ -> image.facts()));
        for (String name : names) {
            steps.add(new Change.PutName(Reference.parse(name).orLatest(), image.id(), "pull"));
        }
        steps.add(new Change.EndJob(job));
        return index.apply(steps).byId(image.id()).orElseThrow();
    }

    /** All events so far, as {@code action actor name}. */
    public List<String> events() {
        List<String> events = new ArrayList<>();
        index.events(0, Instant.EPOCH, Instant.MAX, event -> events.add(shown(event)));
        return events;
    }

    private static String shown(Event event) {
        Map<String, String> attributes = event.what().attributes();
        return event.what().action()
                + ' '
                + event.what().actor()
                + ' '
                + attributes.getOrDefault("name", attributes.getOrDefault("reclaimed", ""));
    }

    @Override
    public void close() {
        content.close();
        index.close();
    }
}
