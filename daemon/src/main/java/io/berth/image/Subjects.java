package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Change.PutImage;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.Index;
import io.berth.index.SubjectGap;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills in what the images of an earlier daemon's store are about, so that signatures among them are found. */
public final class Subjects {
    private static final Logger LOG = LoggerFactory.getLogger(Subjects.class);

    private Subjects() {}

    /**
     * Does nothing where all is known; else reads each image's manifest, once in a store's life. Ended half-way it begins
     * anew. An image whose manifest cannot be read is left as it is. At a start, before anything changes images.
     */
    public static void fill(Index index, SubjectGap gap, Content content) throws IOException {
        if (!gap.isOpen()) {
            return;
        }
        int filled = 0;
        for (Image image : index.images().byCreated()) {
            Digest subject = image.facts().subject() == null ? subject(image, content) : null;
            if (subject != null) {
                index.apply(
                        List.of(new PutImage(image.id(), facts -> known(facts).about(subject))));
                filled++;
            }
        }
        gap.close();
        LOG.info("{} images are about others", filled);
    }

    private static ImageFacts known(@Nullable ImageFacts facts) {
        return Objects.requireNonNull(facts);
    }

    private static @Nullable Digest subject(Image image, Content content) throws IOException {
        Descriptor target = image.facts().target();
        try {
            byte[] bytes = content.read(target.digest(), Limits.MANIFEST_BYTES_MAX);
            Descriptor subject = Document.parse(target, bytes).manifest().subject();
            return subject == null ? null : subject.digest();
        } catch (Problem e) {
            LOG.debug("what {} is about is not known: {}", target.digest(), e.text());
            return null;
        }
    }
}
