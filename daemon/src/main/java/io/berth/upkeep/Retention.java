package io.berth.upkeep;

import io.berth.content.Content;
import io.berth.image.ImagePruner;
import io.berth.image.ImageUsers;
import io.berth.index.Catalogue;
import io.berth.index.Index;
import io.berth.index.Inventory;
import io.berth.index.Uses;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import io.berth.upkeep.Holding.Place;
import io.berth.upkeep.Holding.Tag;
import io.berth.upkeep.RetentionPlan.Step;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Removes what rules say may go. One run at a time. */
public final class Retention {
    private final Path dataRoot;
    private final Index index;
    private final Inventory inventory;
    private final Content content;
    private final Uses uses;
    private final Duration undo;
    private final Map<Place, Shelf> shelves;
    private volatile List<RetentionRule> configured;
    private final InstantSource clock;
    private final AtomicBoolean running = new AtomicBoolean();

    /** The store that is kept small. */
    public record Store(
            Path dataRoot, Index index, Inventory inventory, Catalogue catalogue, Content content, Uses uses) {}

    /**
     * Makes it for one store.
     *
     * @param configured the rules that hold where a caller names none
     */
    public Retention(
            Store store, ImageUsers users, ImagePruner pruner, List<RetentionRule> configured, InstantSource clock) {
        this.dataRoot = store.dataRoot;
        this.index = store.index;
        this.inventory = store.inventory;
        this.content = store.content;
        this.uses = store.uses;
        this.undo = pruner.undo();
        this.shelves = Map.of(
                Place.IMAGES, new ImageShelf(store.index, store.inventory, users, pruner),
                Place.REGISTRY, new RegistryShelf(store.catalogue, store.inventory));
        this.configured = List.copyOf(configured);
        this.clock = clock;
    }

    /**
     * What goes, or would go.
     *
     * @param place {@code images} or {@code registry}
     * @param name the tag that goes; empty for something that has none
     * @param removes whether what it points to goes with it
     * @param bytes that this frees on disk
     */
    public record Row(String place, String name, String id, boolean removes, String reason, long bytes) {}

    /**
     * All that goes.
     *
     * @param reclaimed bytes on disk that are free afterwards
     * @param undoable bytes that become free when undo windows end
     */
    public record Outcome(List<Row> rows, long reclaimed, long undoable) {
        public Outcome {
            rows = List.copyOf(rows);
        }
    }

    /** From now on these rules hold where a caller names none; a run that is under way keeps its own. */
    public void reload(List<RetentionRule> rules) {
        configured = List.copyOf(rules);
    }

    /** Whether there are rules that hold where a caller names none. */
    public boolean isConfigured() {
        return !configured.isEmpty();
    }

    /**
     * What {@link #run} would do now; changes nothing.
     *
     * @param rules none for the configured ones
     * @throws InvalidParameter where there are no rules at all
     */
    public Outcome plan(List<RetentionRule> rules) throws IOException {
        return outcome(make(rules).steps());
    }

    /**
     * Does it, one change for each image or manifest, and then deletes the blobs. What has changed since the plan was made
     * stays, and is left out of the answer.
     *
     * @throws Conflict while another run is under way
     */
    public Outcome run(List<RetentionRule> rules) throws IOException {
        return carryOut(() -> make(rules));
    }

    /**
     * Removes a tag of one of the registry's repositories, or all that the repository has.
     *
     * @param tag null for the whole repository
     * @param dry whether only to tell what would go
     * @throws NotFound where there is no such thing
     * @throws Conflict while another run is under way
     */
    public Outcome remove(RepositoryName repository, @Nullable String tag, boolean dry) throws IOException {
        Plan plan = () -> {
            RetentionPlan made = RetentionPlan.removing(
                    facts(),
                    holding -> holding.place() == Place.REGISTRY
                            && holding.owner().equals(repository.value())
                            && (tag == null || !holding.tags().isEmpty()),
                    one -> tag == null || one.name().equals(repository + ":" + tag));
            if (made.steps().isEmpty()) {
                throw new NotFound(
                        Subject.REPOSITORY, "the registry has no " + repository + (tag == null ? "" : ":" + tag));
            }
            return made;
        };
        return dry ? outcome(plan.make().steps()) : carryOut(plan);
    }

    @FunctionalInterface
    private interface Plan {
        RetentionPlan make() throws IOException;
    }

    private Outcome carryOut(Plan plan) throws IOException {
        if (!running.compareAndSet(false, true)) {
            throw new Conflict(Subject.STORE, "a retention run is already under way");
        }
        try {
            Map<Holding, List<Step>> all = new LinkedHashMap<>();
            plan.make()
                    .steps()
                    .forEach(step -> all.computeIfAbsent(step.holding(), _ -> new ArrayList<>())
                            .add(step));
            List<Step> done = new ArrayList<>();
            all.forEach((holding, steps) -> {
                if (remove(holding, steps)) {
                    done.addAll(steps);
                }
            });
            if (!done.isEmpty()) {
                content.sweep();
            }
            return outcome(done);
        } finally {
            running.set(false);
        }
    }

    private boolean remove(Holding holding, List<Step> steps) {
        List<Tag> tags = steps.stream()
                .flatMap(step -> Optional.ofNullable(step.tag()).stream())
                .toList();
        boolean whole = steps.stream().anyMatch(Step::removes);
        return Objects.requireNonNull(shelves.get(holding.place())).remove(holding, tags, whole);
    }

    private RetentionPlan make(List<RetentionRule> rules) throws IOException {
        List<RetentionRule> wanted = rules.isEmpty() ? configured : rules;
        if (wanted.isEmpty()) {
            throw new InvalidParameter("no retention rule is given, and none is configured");
        }
        return RetentionPlan.of(facts(), wanted);
    }

    private RetentionPlan.Facts facts() throws IOException {
        uses.flush();
        List<Holding> holdings = shelves.values().stream()
                .flatMap(shelf -> shelf.holdings().stream())
                .toList();
        return new RetentionPlan.Facts(
                holdings, inventory.allocated(), inventory.heldElsewhere(), fullness(), clock.instant());
    }

    /** As {@code df} counts: what is reserved for root is neither used nor free. */
    private Level.Fullness fullness() throws IOException {
        FileStore disk = Files.getFileStore(dataRoot);
        long used = disk.getTotalSpace() - disk.getUnallocatedSpace();
        return new Level.Fullness(index.images().totals().alloc(), used, used + disk.getUsableSpace());
    }

    private Outcome outcome(List<Step> steps) {
        List<Row> rows = steps.stream().map(Retention::row).toList();
        long images = sum(steps.stream().filter(step -> step.holding().place() == Place.IMAGES));
        long others = sum(steps.stream().filter(step -> step.holding().place() != Place.IMAGES));
        return undo.isPositive() ? new Outcome(rows, others, images) : new Outcome(rows, images + others, 0);
    }

    private static long sum(Stream<Step> steps) {
        return steps.mapToLong(Step::bytes).sum();
    }

    private static Row row(Step step) {
        Tag tag = step.tag();
        return new Row(
                step.holding().place().label(),
                tag == null ? "" : tag.name(),
                step.holding().id().toString(),
                step.removes(),
                step.reason(),
                step.bytes());
    }
}
