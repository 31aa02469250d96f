package io.berth.upkeep;

import io.berth.event.Draft;
import io.berth.index.Catalogue;
import io.berth.index.Catalogue.Pushed;
import io.berth.index.Catalogue.Tagged;
import io.berth.index.Inventory;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.upkeep.Holding.Place;
import io.berth.upkeep.Holding.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Manifests of the registry's repositories. What is there for another manifest's sake, the children of an index and what
 * refers to a manifest (by its subject, or under a tag that is made of the digest, as signatures are), belongs to it and
 * goes with it; what has a tag of its own stands for itself.
 */
final class RegistryShelf implements Shelf {
    private final Catalogue catalogue;
    private final Inventory inventory;

    RegistryShelf(Catalogue catalogue, Inventory inventory) {
        this.catalogue = catalogue;
        this.inventory = inventory;
    }

    @Override
    public List<Holding> holdings() {
        Map<Digest, Instant> used = inventory.lastUsed();
        return families().stream().flatMap(one -> one.holdings(used).stream()).toList();
    }

    private List<Family> families() {
        Map<RepositoryName, Family> all = new LinkedHashMap<>();
        for (Pushed manifest : catalogue.manifests()) {
            all.computeIfAbsent(manifest.repository(), Family::new).manifests.put(manifest.digest(), manifest);
        }
        for (Tagged tag : catalogue.tags()) {
            Family family = all.get(tag.repository());
            if (family != null) { // else it came between the two reads
                family.tags
                        .computeIfAbsent(tag.manifest(), _ -> new ArrayList<>())
                        .add(tag);
            }
        }
        return List.copyOf(all.values());
    }

    /** The manifests of one repository. */
    private static final class Family {
        private final RepositoryName repository;
        private final Map<Digest, Pushed> manifests = new HashMap<>();
        private final Map<Digest, List<Tagged>> tags = new HashMap<>();

        Family(RepositoryName repository) {
            this.repository = repository;
        }

        List<Holding> holdings(Map<Digest, Instant> used) {
            Set<Digest> belonging = new HashSet<>();
            manifests.values().forEach(one -> belonging.addAll(one.named()));
            List<Holding> all = new ArrayList<>();
            for (Pushed one : manifests.values()) {
                List<Tagged> own = ownTags(one.digest());
                if (!own.isEmpty() || (!belonging.contains(one.digest()) && !isReferrer(one))) {
                    all.add(holding(one, own, used.getOrDefault(one.digest(), Instant.MIN)));
                }
            }
            return all;
        }

        private Holding holding(Pushed manifest, List<Tagged> own, Instant used) {
            Instant last = used.isAfter(manifest.since()) ? used : manifest.since();
            List<Tag> shown = new ArrayList<>();
            for (Tagged tag : own) {
                last = tag.since().isAfter(last) ? tag.since() : last;
                shown.add(new Tag(repository.value(), repository + ":" + tag.tag(), tag.since()));
            }
            Set<Digest> blobs = new HashSet<>();
            for (Digest one : relatives(manifest.digest())) {
                blobs.add(one);
                blobs.addAll(named(one));
            }
            return new Holding(Place.REGISTRY, repository.value(), manifest.digest(), shown, blobs, last, false);
        }

        private Set<Digest> named(Digest manifest) {
            Pushed found = manifests.get(manifest);
            return found == null ? Set.of() : found.named();
        }

        /** The manifest itself, then all that is there for its sake. */
        private List<Digest> relatives(Digest manifest) {
            List<Digest> found = new ArrayList<>(List.of(manifest));
            for (int i = 0; i < found.size(); i++) {
                Digest at = found.get(i);
                for (Pushed other : manifests.values()) {
                    boolean belongs = named(at).contains(other.digest()) || refersTo(other, at);
                    if (belongs && !found.contains(other.digest())) {
                        found.add(other.digest());
                    }
                }
            }
            return found;
        }

        private List<Tagged> ownTags(Digest manifest) {
            return tags.getOrDefault(manifest, List.of()).stream()
                    .filter(tag -> manifests.keySet().stream().noneMatch(one -> isTagOf(tag.tag(), one)))
                    .toList();
        }

        private boolean isReferrer(Pushed manifest) {
            return manifests.keySet().stream().anyMatch(one -> refersTo(manifest, one));
        }

        private boolean refersTo(Pushed manifest, Digest subject) {
            return subject.equals(manifest.subject())
                    || tags.getOrDefault(manifest.digest(), List.of()).stream()
                            .anyMatch(tag -> isTagOf(tag.tag(), subject));
        }

        private static boolean isTagOf(String tag, Digest subject) {
            String made = subject.algorithm().label() + '-' + subject.hex();
            return tag.equals(made) || tag.startsWith(made + '.');
        }
    }

    @Override
    public boolean remove(Holding holding, List<Tag> tags, boolean whole) {
        RepositoryName repository = new RepositoryName(holding.owner());
        List<String> names = tags.stream()
                .map(tag -> tag.name().substring(holding.owner().length() + 1))
                .toList();
        List<Draft> events = new ArrayList<>();
        names.forEach(tag -> events.add(event("untag", repository, repository + ":" + tag)));
        if (whole) {
            events.add(event("delete", repository, repository + "@" + holding.id()));
        }
        return catalogue.remove(
                repository,
                holding.id(),
                names,
                whole ? dependents(repository, holding.id()) : List.of(),
                whole,
                events);
    }

    private static Draft event(String action, RepositoryName repository, String actor) {
        return new Draft("repository", action, actor, Map.of("name", repository.value()));
    }

    /** Relatives that nothing else is to be done with: those that have a tag of their own stay. */
    private List<Digest> dependents(RepositoryName repository, Digest manifest) {
        return families().stream()
                .filter(family -> family.repository.equals(repository) && family.manifests.containsKey(manifest))
                .flatMap(family -> family.relatives(manifest).stream()
                        .skip(1)
                        .filter(one -> family.ownTags(one).isEmpty()))
                .toList();
    }
}
