package io.berth.image;

import io.berth.image.ImageLister.Listed;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.oci.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which images a list or a prune is about. All kinds must agree; of one kind all values must, but for {@code references},
 * where one is enough.
 *
 * @param dangling whether the image must have no name, or must have one; null: either
 * @param labels {@code key} or {@code key=value}; {@code key!} in place of the key turns the meaning round
 * @param labelsNot as {@code labels}, and must not be so
 * @param before text that names an image; only older ones match
 * @param since text that names an image; only newer ones match
 * @param until only images that came into this store before this moment match
 * @param references patterns of names; see {@link #namesOf}
 */
public record ImageFilter(
        @Nullable Boolean dangling,
        List<String> labels,
        List<String> labelsNot,
        List<String> before,
        List<String> since,
        List<Instant> until,
        List<String> references) {
    /** Every image. */
    public static final ImageFilter NONE =
            new ImageFilter(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public ImageFilter {
        labels = List.copyOf(labels);
        labelsNot = List.copyOf(labelsNot);
        before = List.copyOf(before);
        since = List.copyOf(since);
        until = List.copyOf(until);
        references = List.copyOf(references);
    }

    /**
     * What decides about one image; opens no file.
     *
     * @throws io.berth.problem.Problem.NotFound where {@code before} or {@code since} names no image
     */
    Predicate<Image> against(ImageTable images) {
        Predicate<Image> all = _ -> true;
        if (dangling != null) {
            boolean wanted = dangling;
            all = all.and(image -> image.names().isEmpty() == wanted);
        }
        for (String label : labels) {
            all = all.and(labelled(label, true));
        }
        for (String label : labelsNot) {
            all = all.and(labelled(label, false));
        }
        for (String name : before) {
            Instant bound = ImageResolver.resolve(images, name).image().created();
            all = all.and(image -> image.created().isBefore(bound));
        }
        for (String name : since) {
            Instant bound = ImageResolver.resolve(images, name).image().created();
            all = all.and(image -> image.created().isAfter(bound));
        }
        for (Instant bound : until) {
            all = all.and(image -> image.added().isBefore(bound));
        }
        return all;
    }

    private static Predicate<Image> labelled(String text, boolean wanted) {
        int equals = text.indexOf('=');
        String named = equals < 0 ? text : text.substring(0, equals);
        boolean turned = named.endsWith("!");
        String key = turned ? named.substring(0, named.length() - 1) : named;
        String value = equals < 0 ? null : text.substring(equals + 1);
        boolean expected = wanted != turned;
        return image -> has(image.labels(), key, value) == expected;
    }

    private static boolean has(Map<String, String> labels, String key, @Nullable String value) {
        String present = labels.get(key);
        return present != null && (value == null || present.equals(value));
    }

    /**
     * The choice among names that the references make: all where there are none. Tried against a pattern are the name with
     * and without tag, both as users see it and in full.
     */
    Names namesOf() {
        List<Glob> globs =
                references.stream().map(Glob::compile).flatMap(Optional::stream).toList();
        return references.isEmpty() ? Names.ALL : new Names.Matching(globs);
    }

    /** The choice among an image's names that a filter makes. */
    sealed interface Names {
        Names ALL = new All();

        /** The image with the names to show; empty where the image itself is not to be shown. */
        Optional<Listed> of(Image image);

        record All() implements Names {
            @Override
            public Optional<Listed> of(Image image) {
                return Optional.of(Listed.whole(image));
            }
        }

        record Matching(List<Glob> globs) implements Names {
            /** The repository that an image without names stands in, so that {@code *} shows it as well. */
            private static final String DANGLING = "moby-dangling";

            @Override
            public Optional<Listed> of(Image image) {
                if (image.names().isEmpty()) {
                    return fits(Reference.parse(DANGLING + '@' + image.id()))
                            ? Optional.of(Listed.whole(image))
                            : Optional.empty();
                }
                List<Reference> fitting =
                        image.names().stream().filter(this::fits).toList();
                return fitting.isEmpty() ? Optional.empty() : Optional.of(new Listed(image, fitting));
            }

            private boolean fits(Reference name) {
                return globs.stream()
                        .anyMatch(glob -> glob.matches(name.familiar())
                                || glob.matches(name.repository().familiar())
                                || glob.matches(name.toString())
                                || glob.matches(name.repository().canonical()));
            }
        }
    }
}
