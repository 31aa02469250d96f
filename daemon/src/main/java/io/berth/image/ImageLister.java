package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.oci.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Chooses the images to list. Reads the snapshot in memory only. */
public final class ImageLister {
    private ImageLister() {}

    /**
     * A listed image.
     *
     * @param names those of its names that the filter lets through, in their order
     */
    public record Listed(Image image, List<Reference> names) {
        /** With all its names; one object for each image, since long lists are asked for often. */
        public static Listed whole(Image image) {
            return image.derived(Listed.class, Listed.class, one -> new Listed(one, one.names()));
        }

        /** Whether every name of the image is shown. */
        public boolean isWhole() {
            return names.size() == image.names().size();
        }
    }

    /**
     * The images that the filter lets through, newest first.
     *
     * @throws io.berth.problem.Problem.NotFound where the filter names an image that is not there
     */
    public static List<Listed> list(ImageTable images, ImageFilter filter) {
        Predicate<Image> fits = filter.against(images);
        ImageFilter.Names names = filter.namesOf();
        List<Image> all = images.byCreated();
        List<Listed> listed = new ArrayList<>(filter.equals(ImageFilter.NONE) ? all.size() : 0);
        for (Image image : all) {
            if (fits.test(image)) {
                names.of(image).ifPresent(listed::add);
            }
        }
        return listed;
    }
}
