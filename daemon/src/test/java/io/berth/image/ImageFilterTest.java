package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Image;
import io.berth.problem.Problem.NotFound;
import io.berth.testing.FakeImageTable;
import io.berth.testing.RandomImages;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFilterTest {
    private final RandomImages random = new RandomImages(2);
    private final FakeImageTable images = FakeImageTable.of(
            labelled(1, Map.of("n", "1", "odd", "")).named("labels:1"),
            labelled(2, Map.of("n", "2")).named("labels:2", "my/app:v2"),
            labelled(3, Map.of("n", "3", "odd", "", "eq", "a=b,c")).named(),
            labelled(4, Map.of()).named("127.0.0.1:5600/library/busybox:1.35", "busybox:latest"));

    private io.berth.testing.RandomImage labelled(int month, Map<String, String> labels) {
        return random.image(RandomImages.wish().labels(labels).created("2024-0" + month + "-01T00:00:00Z"));
    }

    private Set<Integer> months(ImageFilter filter) {
        Set<Integer> months = new TreeSet<>();
        ImageLister.list(images, filter).forEach(listed -> months.add(month(listed.image())));
        return months;
    }

    private static int month(Image image) {
        return image.created().atZone(java.time.ZoneOffset.UTC).getMonthValue();
    }

    private static ImageFilter labels(List<String> labels, List<String> labelsNot) {
        return new ImageFilter(null, labels, labelsNot, List.of(), List.of(), List.of(), List.of());
    }

    private static ImageFilter times(List<String> before, List<String> since, List<Instant> until) {
        return new ImageFilter(null, List.of(), List.of(), before, since, until, List.of());
    }

    private static ImageFilter references(String... patterns) {
        return new ImageFilter(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(patterns));
    }

    @Test
    void noFilterListsAllNewestFirst() {
        assertThat(ImageLister.list(images, ImageFilter.NONE))
                .extracting(listed -> month(listed.image()))
                .containsExactly(4, 3, 2, 1);
    }

    @Test
    void danglingIsWithoutNames() {
        for (boolean dangling : new boolean[] {true, false}) {
            ImageFilter filter =
                    new ImageFilter(dangling, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
            assertThat(months(filter)).isEqualTo(dangling ? Set.of(3) : Set.of(1, 2, 4));
        }
    }

    @Test
    void labelsMustAllBeThere() {
        assertThat(months(labels(List.of("n"), List.of()))).containsExactly(1, 2, 3);
        assertThat(months(labels(List.of("n=2"), List.of()))).containsExactly(2);
        assertThat(months(labels(List.of("n", "odd"), List.of()))).containsExactly(1, 3);
        assertThat(months(labels(List.of("odd="), List.of()))).containsExactly(1, 3);
        assertThat(months(labels(List.of("eq=a=b,c"), List.of()))).containsExactly(3);
        assertThat(months(labels(List.of("n=1", "n=2"), List.of()))).isEmpty();
    }

    @Test
    void unwantedLabelsMustAllBeAbsent() {
        assertThat(months(labels(List.of(), List.of("n")))).containsExactly(4);
        assertThat(months(labels(List.of(), List.of("n=1")))).containsExactly(2, 3, 4);
        assertThat(months(labels(List.of(), List.of("n=1", "n=2")))).containsExactly(3, 4);
        assertThat(months(labels(List.of("n!=1"), List.of()))).containsExactly(2, 3, 4);
    }

    @Test
    void beforeAndSinceLieBetweenImages() {
        assertThat(months(times(List.of("labels:2"), List.of(), List.of()))).containsExactly(1);
        assertThat(months(times(List.of(), List.of("labels:2"), List.of()))).containsExactly(3, 4);
        assertThat(months(times(List.of("busybox"), List.of("labels:1"), List.of())))
                .containsExactly(2, 3);
        assertThat(months(times(List.of("labels:1", "labels:2"), List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void beforeAnUnknownImageIsNotFound() {
        assertThatThrownBy(() -> months(times(List.of("nosuch"), List.of(), List.of())))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nosuch:latest");
    }

    @Test
    void untilLooksAtTheTimeInThisStore() {
        assertThat(months(times(List.of(), List.of(), List.of(Instant.parse("2024-03-01T00:00:00Z")))))
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    labels                    | labels:1 labels:2
                    labels:[12]               | labels:1 labels:2
                    labels:?                  | labels:1 labels:2
                    busybox                   | busybox:latest
                    docker.io/library/busybox | busybox:latest
                    docker.io/library/busybox:latest | busybox:latest
                    127.0.0.1:5600/*/*        | 127.0.0.1:5600/library/busybox:1.35
                    */*                       | my/app:v2
                    library/busybox           | ~~
                    [                         | ~~
                    ~~                        | ~~
                    LABELS                    | ~~
                    """)
    void referenceNarrowsTheNames(String pattern, String expected) {
        Set<String> names = new TreeSet<>();
        ImageLister.list(images, references(pattern == null ? "" : pattern))
                .forEach(listed -> listed.names().forEach(name -> names.add(name.familiar())));
        assertThat(String.join(" ", names)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void starShowsNamelessImagesToo() {
        assertThat(months(references("*"))).containsExactly(1, 2, 3, 4);
        assertThat(months(references("*@*"))).containsExactly(3);
    }

    @Test
    void oneOfSeveralReferencesIsEnough() {
        assertThat(months(references("busybox", "[", "my/*"))).containsExactly(2, 4);
    }

    @Test
    void randomFiltersNeverFailAndOnlyNarrow() {
        Random chance = new Random(5);
        List<String> words = List.of("n", "n=1", "odd", "!", "=", "", "n!=1", "labels:1", "*", "[", "*/*", "é");
        for (int i = 0; i < 5_000; i++) {
            ImageFilter filter = new ImageFilter(
                    chance.nextInt(3) == 0 ? null : chance.nextBoolean(),
                    some(chance, words),
                    some(chance, words),
                    chance.nextInt(4) == 0 ? List.of("labels:2") : List.of(),
                    chance.nextInt(4) == 0 ? List.of("labels:1") : List.of(),
                    chance.nextInt(4) == 0 ? List.of(Instant.parse("2024-03-01T00:00:00Z")) : List.of(),
                    some(chance, words));
            for (ImageLister.Listed listed : ImageLister.list(images, filter)) {
                assertThat(listed.image().names()).containsAll(listed.names());
            }
        }
    }

    private static List<String> some(Random chance, List<String> words) {
        return chance.ints(chance.nextInt(3), 0, words.size())
                .mapToObj(words::get)
                .toList();
    }
}
