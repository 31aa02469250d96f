package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.image.Removed.Deleted;
import io.berth.image.Removed.Untagged;
import io.berth.index.Image;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrunePlanTest {
    private final RandomImages random = new RandomImages(6);

    @Test
    void nothingToPruneIsAnEmptyPlan() {
        PrunePlan plan = PrunePlan.of(List.of(random.image().named("a")), List.of(), Set.of());
        assertThat(plan.rows()).isEmpty();
        assertThat(plan.freed()).isEmpty();
    }

    @Test
    void namelessImageIsUntaggedByItsId() {
        Image image = random.image().named();
        PrunePlan plan = PrunePlan.of(List.of(image), List.of(image), Set.of());
        assertThat(plan.rows()).containsExactly(new Untagged(image.id().toString()), new Deleted(image.id()));
        assertThat(plan.freed()).isEqualTo(image.facts().closure());
    }

    @Test
    void everyNameIsARow() {
        Image image = random.image().named("b", "a:1");
        PrunePlan plan = PrunePlan.of(List.of(image), List.of(image), Set.of());
        assertThat(plan.rows()).containsExactly(new Untagged("a:1"), new Untagged("b:latest"), new Deleted(image.id()));
    }

    @Test
    void indexTellsOfItselfAndOfTheManifestsThatWereHere() {
        RandomImage made =
                random.index(1, RandomImages.wish(), RandomImages.wish().platform("linux", "arm64", ""));
        Image image = made.named("multi");
        PrunePlan plan = PrunePlan.of(List.of(image), List.of(image), Set.of());
        assertThat(plan.rows())
                .containsExactly(
                        new Untagged("multi:latest"),
                        new Deleted(image.id()),
                        new Deleted(
                                made.facts().manifests().getFirst().descriptor().digest()),
                        new Deleted(
                                made.facts().manifests().getLast().descriptor().digest()));
    }

    @Test
    void whatAnotherImageHoldsIsNotFreed() {
        byte[] layer = random.layer();
        Image going = random.image(RandomImages.wish().above(layer)).named("going");
        Image staying = random.image(RandomImages.wish().above(layer)).named("staying");
        PrunePlan plan = PrunePlan.of(List.of(going, staying), List.of(going), Set.of());
        assertThat(plan.freed())
                .doesNotContain(io.berth.oci.Digest.of(layer))
                .hasSize(going.facts().closure().size() - 1);
    }

    @Test
    void whatSomethingElseHoldsIsNotFreed() {
        Image image = random.image().named();
        PrunePlan plan =
                PrunePlan.of(List.of(image), List.of(image), image.facts().closure());
        assertThat(plan.freed()).isEmpty();
        assertThat(plan.rows()).hasSize(2);
    }
}
