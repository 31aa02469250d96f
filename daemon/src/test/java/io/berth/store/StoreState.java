package io.berth.store;

import io.berth.index.Image;
import io.berth.index.Index.Removed;
import io.berth.index.SqliteIndex;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a user can tell of a store: the whole model of one, as three maps. */
record StoreState(Map<Digest, Set<Digest>> images, Map<Reference, Digest> names, Map<Digest, Gone> removed) {
    /** A removed image in its undo window. */
    record Gone(List<Reference> names, Set<Digest> closure, Instant expires) {}

    static StoreState empty() {
        return new StoreState(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    static StoreState of(SqliteIndex index) {
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
        return state;
    }

    StoreState copy() {
        return new StoreState(new TreeMap<>(images), new TreeMap<>(names), new TreeMap<>(removed));
    }

    StoreState at(Instant now) {
        StoreState state = copy();
        state.removed.values().removeIf(gone -> !gone.expires().isAfter(now));
        return state;
    }

    List<Reference> namesOf(Digest image) {
        return names.entrySet().stream()
                .filter(name -> name.getValue().equals(image))
                .map(Map.Entry::getKey)
                .toList();
    }
}
