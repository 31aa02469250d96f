package io.berth.content;

import io.berth.index.JobId;
import io.berth.oci.Digest;
import java.io.IOException;

/** Takes in blobs of which nothing is known before they are there: those of archives. */
public interface Intake {
    /**
     * Begins one.
     *
     * @param job its holder when it is live
     * @param size bytes that it will have, to be compared with the free space; 0 where that is not known
     * @throws io.berth.problem.Problem.Unavailable {@code no space left on device: need X, have Y}
     */
    NamelessIngest begin(JobId job, Digest.Algorithm algorithm, long size) throws IOException;
}
