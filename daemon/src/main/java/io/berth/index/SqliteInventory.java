package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** {@link Inventory} in the database. */
record SqliteInventory(Reader reader) implements Inventory {
    @Override
    public Map<Digest, Instant> lastUsed() {
        return reader.read(InventoryRows::lastUsed);
    }

    @Override
    public Map<Reference, Instant> named() {
        return reader.read(InventoryRows::named);
    }

    @Override
    public Map<Digest, Long> allocated() {
        return reader.read(InventoryRows::allocated);
    }

    @Override
    public Set<Digest> heldElsewhere() {
        return reader.read(InventoryRows::heldElsewhere);
    }
}
