package io.berth.server.engine;

import io.berth.event.Event;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** An index that is filled by hand and only read. */
final class FakeIndex implements Index {
    final List<Event> log = new ArrayList<>();
    Table table = new Table(1, List.of(), new ImageTable.Totals(0, 0, 0, 0));

    record Table(long version, List<Image> byCreated, Totals totals) implements ImageTable {
        @Override
        public Optional<Image> byId(Digest id) {
            return byCreated.stream().filter(image -> image.id().equals(id)).findFirst();
        }

        @Override
        public Optional<Image> byName(Reference name) {
            return byCreated.stream()
                    .filter(image -> image.names().contains(name))
                    .findFirst();
        }

        @Override
        public List<Image> byConfig(Digest config) {
            return List.of();
        }

        @Override
        public List<Image> bySubject(Digest subject) {
            return List.of();
        }

        @Override
        public List<Named> byTagPrefix(Repository repository, String prefix) {
            return List.of();
        }

        @Override
        public List<Image> byPrefix(String hex) {
            return byCreated.stream()
                    .filter(image -> image.id().toString().startsWith("sha256:" + hex))
                    .toList();
        }
    }

    @Override
    public ImageTable images() {
        return table;
    }

    @Override
    public void events(long cursor, Instant since, Instant until, Consumer<Event> consumer) {
        List.copyOf(log).stream()
                .filter(event -> event.seq() > cursor
                        && !event.at().isBefore(since)
                        && !event.at().isAfter(until))
                .forEach(consumer);
    }

    @Override
    public ImageTable apply(List<Change> steps) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requireRoom(Change.PutImage image) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JobId beginJob(String kind, String subject) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<Digest> claim(JobId job, Collection<Digest> wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<BlobRow> blob(Digest digest) {
        return Optional.empty();
    }

    @Override
    public List<Digest> damaged(Digest image) {
        return List.of();
    }

    @Override
    public List<NameEntry> nameHistory(Reference name) {
        return List.of();
    }

    @Override
    public List<Reference> knownNames(Repository repository) {
        return List.of();
    }

    @Override
    public List<Removed> removed() {
        return List.of();
    }

    @Override
    public void close() {}
}
