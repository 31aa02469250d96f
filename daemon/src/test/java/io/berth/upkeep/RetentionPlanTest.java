package io.berth.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.upkeep.Holding.Place;
import io.berth.upkeep.Holding.Tag;
import io.berth.upkeep.Level.Fullness;
import io.berth.upkeep.RetentionPlan.Facts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each blob takes 4,096 bytes; days are counted back from now. */
class RetentionPlanTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final long BLOB = 4096;

    private final List<Holding> holdings = new ArrayList<>();
    private final Map<Digest, Long> allocated = new HashMap<>();
    private final Set<Digest> elsewhere = new HashSet<>();
    private long storeBytes = 100 * BLOB;

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Instant daysAgo(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    /** An image with blobs named by words, whose tags are of this age; its own digest is a blob too. */
    private Holding image(String blobs, int days, boolean needed, String... tags) {
        Set<Digest> all = new HashSet<>();
        for (String blob : (blobs + " id-" + holdings.size()).split(" ", -1)) {
            all.add(digest(blob));
            allocated.put(digest(blob), BLOB);
        }
        List<Tag> named = Stream.of(tags)
                .map(name -> new Tag(name.substring(0, name.indexOf(':')), name, daysAgo(days)))
                .toList();
        Holding holding =
                new Holding(Place.IMAGES, "", digest("id-" + holdings.size()), named, all, daysAgo(days), needed);
        holdings.add(holding);
        return holding;
    }

    private RetentionPlan plan(String... rules) {
        return RetentionPlan.of(
                new Facts(holdings, allocated, elsewhere, new Fullness(storeBytes, 0, 1), NOW),
                Stream.of(rules).map(RetentionRule::parse).toList());
    }

    private static List<String> names(RetentionPlan plan) {
        return plan.steps().stream()
                .map(step -> step.tag() == null ? "-" : step.tag().name())
                .toList();
    }

    @Test
    void theNewestTagsOfEachRepositoryStay() {
        image("a", 3, false, "app:1");
        image("b", 2, false, "app:2");
        image("c", 1, false, "app:3");
        image("d", 9, false, "other:1");
        RetentionPlan plan = plan("keep-last=2");
        assertThat(names(plan)).containsExactly("app:1");
        assertThat(plan.steps().getFirst().reason()).isEqualTo("not among the last 2");
        assertThat(plan.freed()).isEqualTo(2 * BLOB);
    }

    @Test
    void whatWasUsedLatelyStaysWhateverItsAge() {
        image("a", 30, false, "app:1");
        image("b", 29, false, "app:2");
        RetentionPlan plan = plan("unused-for=30d");
        assertThat(names(plan)).containsExactly("app:1");
        assertThat(plan.steps().getFirst().reason()).isEqualTo("unused for 30d");
    }

    @Test
    void allConditionsMustHold() {
        image("a", 40, false, "app:1");
        image("b", 20, false, "app:2");
        image("c", 1, false, "app:3");
        assertThat(names(plan("keep-last=1,unused-for=30d"))).containsExactly("app:1");
    }

    @Test
    void sharedBlobsAreFreedWithTheirLastHolderAlone() {
        image("base a", 40, false, "app:1");
        image("base b", 40, false, "app:2");
        image("base c", 1, false, "app:3");
        assertThat(plan("unused-for=30d").freed()).isEqualTo(4 * BLOB);
        holdings.removeLast();
        assertThat(plan("unused-for=30d").freed()).isEqualTo(5 * BLOB);
    }

    @Test
    void whatAnotherOwnerHoldsIsNotFreed() {
        image("a b", 40, false, "app:1");
        elsewhere.add(digest("a"));
        assertThat(plan("unused-for=30d").freed()).isEqualTo(2 * BLOB);
    }

    @Test
    void anImageGoesWithItsLastTagAlone() {
        image("a", 40, false, "app:1", "mine:1");
        RetentionPlan plan = plan("repository=app,unused-for=30d");
        assertThat(names(plan)).containsExactly("app:1");
        assertThat(plan.steps().getFirst().removes()).isFalse();
        assertThat(plan.freed()).isZero();
        assertThat(plan("unused-for=30d").steps()).extracting("removes").containsExactly(false, true);
    }

    @Test
    void whatAContainerUsesStays() {
        image("a", 40, true, "app:1");
        assertThat(names(plan("unused-for=1d"))).isEmpty();
    }

    @Test
    void whatHasNoTagGoesWhenItIsUnusedAndIsNoMatterOfKeepLast() {
        image("a", 40, false);
        assertThat(names(plan("unused-for=30d"))).containsExactly("-");
        assertThat(names(plan("keep-last=1"))).isEmpty();
        assertThat(names(plan("repository=*,unused-for=30d"))).isEmpty();
    }

    @Test
    void theFirstRuleThatIsAboutARepositoryDecides() {
        image("a", 40, false, "base:1");
        image("b", 40, false, "app:1");
        assertThat(names(plan("repository=base,unused-for=90d", "unused-for=30d")))
                .containsExactly("app:1");
    }

    @Test
    void aboveAWatermarkTheLeastRecentlyUsedGoUntilTheLowerOneIsReached() {
        image("a", 10, false, "a:1");
        image("b", 30, false, "b:1");
        image("c", 20, false, "c:1");
        storeBytes = 6 * BLOB;
        assertThat(names(plan("above=20k,down-to=16k"))).containsExactly("b:1");
        assertThat(names(plan("above=20k,down-to=15k"))).containsExactly("b:1", "c:1");
        assertThat(names(plan("above=24k,down-to=1k"))).isEmpty();
        assertThat(names(plan("keep-last=1,above=20k,down-to=1k"))).isEmpty();
    }
}
