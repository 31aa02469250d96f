package io.berth.upkeep;

import io.berth.upkeep.Holding.Tag;
import java.util.List;

/** A place where things are kept under tags. */
interface Shelf {
    List<Holding> holdings();

    /**
     * Takes tags away, and the holding itself where {@code whole}. Blobs go with the next sweep.
     *
     * @return false where nothing was done, because the holding has changed since it was listed
     */
    boolean remove(Holding holding, List<Tag> tags, boolean whole);
}
