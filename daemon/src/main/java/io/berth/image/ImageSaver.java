package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Change;
import io.berth.index.Change.EndJob;
import io.berth.index.Change.Use;
import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Saves images as an archive that docker, podman, skopeo and containerd read. */
public final class ImageSaver {
    private final Index index;
    private final Content content;

    public ImageSaver(Index index, Content content) {
        this.index = index;
        this.content = content;
    }

    /** An archive that is ready to be written, once. */
    @FunctionalInterface
    public interface Archive {
        /**
         * Writes the whole tar. Its blobs are held meanwhile, so that a removal of the image does not break it.
         *
         * @throws NotFound before the first byte, where a blob went between the plan and this call
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Prepares an archive.
     *
     * @param names names and IDs of images; a repository without a tag means all its tags
     * @param platforms none for all that is here of each image
     * @throws NotFound where one is not here, or nothing of it for the platforms is
     */
    public Archive prepare(List<String> names, List<Platform> platforms) throws IOException {
        SavePlan plan = new SavePlanner(index.images(), content, platforms).plan(names);
        return out -> write(plan, String.join(" ", names), out);
    }

    private void write(SavePlan plan, String subject, OutputStream out) throws IOException {
        JobId job = index.beginJob("save", subject);
        List<Change> end = new ArrayList<>(List.of(new EndJob(job)));
        try {
            Set<Digest> here = index.claim(job, plan.blobs());
            for (Digest blob : plan.blobs()) {
                if (!here.contains(blob)) {
                    throw new NotFound(Subject.BLOB, "content digest " + blob + ": not found");
                }
            }
            new LayoutArchive(content, out).write(plan);
            for (Image image : plan.images()) {
                end.add(new Use(image.id(), Instant.now()));
                end.add(ImageEvents.save(image));
            }
        } finally {
            index.apply(end);
        }
    }
}
