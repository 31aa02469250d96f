package io.berth.store;

import io.berth.index.Image;
import io.berth.index.Index.NameEntry;
import io.berth.index.Index.Removed;
import io.berth.index.SqliteIndex;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a user can tell of a store: the whole model of one, as four maps. */
record StoreState(
        Map<Digest, Set<Digest>> images,
        Map<Reference, Digest> names,
        Map<Digest, Gone> removed,
        Map<Reference, Taken> taken) {
    /** A removed image in its undo window. */
    record Gone(List<Reference> names, Set<Digest> closure, Instant expires) {}

    /** A name that pointed to an image until it was taken away. */
    record Taken(Digest image, Instant at) {}

    static StoreState empty() {
        return new StoreState(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    static StoreState of(SqliteIndex index, List<Reference> known) {
        StoreState state = empty();
        for (Image image : index.images().byCreated()) {
            state.images.put(image.id(), image.facts().closure());
            image.names().forEach(name -> state.names.put(name, image.id()));
        }
        for (Removed one : index.removed()) {
            state.removed.put(
                    one.facts().id(),
                    new Gone(one.names().stream().sorted().toList(), one.facts().closure(), one.expires()));
        }
        for (Reference name : known) {
            List<NameEntry> history = index.nameHistory(name);
            if (history.size() > 1 && history.getFirst().digest() == null) {
                state.taken.put(
                        name,
                        new Taken(history.get(1).digest(), history.getFirst().at()));
            }
        }
        return state;
    }

    StoreState copy() {
        return new StoreState(
                new TreeMap<>(images), new TreeMap<>(names), new TreeMap<>(removed), new TreeMap<>(taken));
    }

    StoreState at(Instant now) {
        StoreState state = copy();
        state.removed.values().removeIf(gone -> !gone.expires().isAfter(now));
        return state;
    }

    void name(Reference name, Digest image) {
        names.put(name, image);
        taken.remove(name);
    }

    void untag(Reference name, Instant now) {
        Digest image = names.remove(name);
        if (image != null) {
            taken.put(name, new Taken(image, now));
        }
    }

    /** The names that an image which goes now gets back. */
    List<Reference> takenFrom(Digest image, Instant since) {
        return taken.entrySet().stream()
                .filter(name -> name.getValue().image().equals(image)
                        && !name.getValue().at().isBefore(since))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<Reference> namesOf(Digest image) {
        return names.entrySet().stream()
                .filter(name -> name.getValue().equals(image))
                .map(Map.Entry::getKey)
                .toList();
    }
}
