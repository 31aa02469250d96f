package io.berth.testing;

import io.berth.content.Content;
import io.berth.content.FileContent;
import io.berth.content.Leases;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.index.SqliteIndex;
import io.berth.index.UploadLog;
import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real store in a directory of a test, and images put into it as a pull would. */
public final class TestStore implements AutoCloseable {
    private final SqliteIndex index;
    private final FileContent content;

    private TestStore(SqliteIndex index, FileContent content) {
        this.index = index;
        this.content = content;
    }

    /** Opens the store below {@code root}, which exists. */
    public static TestStore open(Path root) throws IOException {
        SqliteIndex index = SqliteIndex.open(root, new EventBus());
        return new TestStore(index, FileContent.open(root, index));
    }

    public Index index() {
        return index;
    }

    public UploadLog uploads() {
        return index.uploads();
    }

    public Content content() {
        return content;
    }

    public Leases leases() {
        return content.leases();
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
