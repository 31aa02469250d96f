package io.berth.upkeep;

import io.berth.oci.Digest;
import io.berth.upkeep.Holding.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What rules come to: which tags go, which images and manifests with their last tag, why, and what that frees. A pure
 * function; a dry run shows it, a real run carries it out.
 */
final class RetentionPlan {
    private final Facts facts;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Holding, Set<Tag>> left = new LinkedHashMap<>();
    private final Map<Digest, Integer> holders = new HashMap<>();
    private long freed;

    /**
     * What is known.
     *
     * @param allocated what each blob takes on disk, in bytes
     * @param heldElsewhere blobs that stay in any case
     */
    record Facts(
            List<Holding> holdings,
            Map<Digest, Long> allocated,
            Set<Digest> heldElsewhere,
            Level.Fullness disk,
            Instant now) {}

    /**
     * One thing to do.
     *
     * @param tag what goes; null for a holding that has none
     * @param removes whether the holding itself goes with it
     * @param reason for people
     * @param bytes that it frees on disk
     */
    record Step(Holding holding, @Nullable Tag tag, boolean removes, String reason, long bytes) {}

    private RetentionPlan(Facts facts) {
        this.facts = facts;
        for (Holding holding : facts.holdings) {
            left.put(holding, new HashSet<>(holding.tags()));
            holding.blobs().forEach(blob -> holders.merge(blob, 1, Integer::sum));
        }
    }

    /** Applies the rules in their order: the first one that is about a repository decides about it. */
    static RetentionPlan of(Facts facts, List<RetentionRule> rules) {
        RetentionPlan plan = new RetentionPlan(facts);
        for (RetentionRule rule : rules) {
            plan.apply(
                    rule,
                    candidate -> rules.stream()
                            .filter(one -> one.concerns(candidate.holding.place(), candidate.repository()))
                            .findFirst()
                            .filter(rule::equals)
                            .isPresent());
        }
        return plan;
    }

    /** Takes away what is asked for, and nothing else. */
    static RetentionPlan removing(Facts facts, Predicate<Holding> holdings, Predicate<Tag> tags) {
        RetentionPlan plan = new RetentionPlan(facts);
        plan.candidates(candidate ->
                        holdings.test(candidate.holding) && (candidate.tag == null || tags.test(candidate.tag)))
                .forEach(candidate -> plan.remove(candidate, "asked for"));
        return plan;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Bytes on disk that the steps free. */
    long freed() {
        return freed;
    }

    /** A tag, or something without one, that a rule is asked about. */
    private record Candidate(Holding holding, @Nullable Tag tag) {
        String repository() {
            return tag == null ? "" : tag.repository();
        }
    }

    @FunctionalInterface
    private interface Scope {
        boolean has(Candidate candidate);
    }

    private void apply(RetentionRule rule, Scope scope) {
        List<Candidate> all = candidates(scope);
        Set<Candidate> kept = rule.keepLast() > 0 ? newest(all, rule.keepLast()) : Set.of();
        boolean takesDangling = !rule.unusedFor().isZero() || rule.above() != null;
        List<Candidate> going = all.stream()
                .filter(one -> !kept.contains(one))
                .filter(one -> one.tag != null || takesDangling)
                .filter(one -> rule.unusedFor().isZero() || age(one).compareTo(rule.unusedFor()) >= 0)
                .sorted(Comparator.comparing(one -> one.holding.used()))
                .toList();
        if (rule.above() == null) {
            going.forEach(one -> remove(one, reason(rule, one)));
        } else if (rule.above().isExceeded(facts.disk, freed)) {
            for (Candidate one : going) {
                if (Objects.requireNonNull(rule.downTo()).isExceeded(facts.disk, freed)) {
                    remove(one, reason(rule, one));
                }
            }
        }
    }

    private List<Candidate> candidates(Scope scope) {
        List<Candidate> all = new ArrayList<>();
        left.forEach((holding, tags) -> {
            if (!holding.isNeeded()) {
                if (holding.tags().isEmpty()) {
                    all.add(new Candidate(holding, null));
                }
                tags.forEach(tag -> all.add(new Candidate(holding, tag)));
            }
        });
        all.removeIf(one -> !scope.has(one));
        return all;
    }

    private static Set<Candidate> newest(Collection<Candidate> all, int count) {
        Map<List<Object>, List<Candidate>> groups = new HashMap<>();
        for (Candidate one : all) {
            if (one.tag != null) {
                groups.computeIfAbsent(List.of(one.holding.place(), one.repository()), _ -> new ArrayList<>())
                        .add(one);
            }
        }
        Set<Candidate> kept = new HashSet<>();
        for (List<Candidate> group : groups.values()) {
            group.sort(Comparator.comparing(RetentionPlan::since).reversed());
            kept.addAll(group.subList(0, Math.min(count, group.size())));
        }
        return kept;
    }

    private static Instant since(Candidate candidate) {
        return candidate.tag == null ? Instant.MIN : candidate.tag.since();
    }

    private Duration age(Candidate candidate) {
        return Duration.between(candidate.holding.used(), facts.now);
    }

    private String reason(RetentionRule rule, Candidate one) {
        List<String> reasons = new ArrayList<>();
        if (rule.keepLast() > 0) {
            reasons.add("not among the last " + rule.keepLast());
        }
        if (!rule.unusedFor().isZero()) {
            reasons.add("unused for " + days(age(one)));
        }
        if (rule.above() != null) {
            reasons.add("the disk is too full");
        }
        return String.join(", ", reasons);
    }

    private static String days(Duration age) {
        return age.toDays() > 0 ? age.toDays() + "d" : age.toHours() > 0 ? age.toHours() + "h" : age.toMinutes() + "m";
    }

    private void remove(Candidate one, String reason) {
        Set<Tag> tags = Objects.requireNonNull(left.get(one.holding));
        tags.remove(one.tag);
        boolean removes = tags.isEmpty();
        long bytes = 0;
        if (removes) {
            left.remove(one.holding);
            for (Digest blob : one.holding.blobs()) {
                boolean last = holders.merge(blob, -1, Integer::sum) == 0;
                if (last && !facts.heldElsewhere.contains(blob)) {
                    bytes += facts.allocated.getOrDefault(blob, 0L);
                }
            }
        }
        freed += bytes;
        steps.add(new Step(one.holding, one.tag, removes, reason, bytes));
    }
}
