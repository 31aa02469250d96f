package io.berth.trust;

import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's policy. Its file is read anew for each pull: a change counts from the next one on, and a file that cannot be
 * read lets nothing through.
 */
public final class TrustPolicy {
    /** Accepts everything. */
    public static final TrustPolicy NONE = new TrustPolicy(null, false);

    private static final Logger LOG = LoggerFactory.getLogger(TrustPolicy.class);

    private final @Nullable Path file;
    private final boolean mustExist;

    private TrustPolicy(@Nullable Path file, boolean mustExist) {
        this.file = file;
        this.mustExist = mustExist;
    }

    /**
     * A policy in a file.
     *
     * @param mustExist whether nothing may be pulled without the file, or everything
     */
    public static TrustPolicy in(Path file, boolean mustExist) {
        return new TrustPolicy(file, mustExist);
    }

    /**
     * What the policy says of a repository's images now.
     *
     * @throws Forbidden where nothing of it may be pulled, or the policy cannot be read
     */
    public Admission admission(Repository repository) {
        return admission(repository, "pull");
    }

    /**
     * The same for another way onto this machine.
     *
     * @param act what it is called in refusals
     */
    public Admission admission(Repository repository, String act) {
        Policy.Found found = read().rule(repository);
        if (found.rule() instanceof Rule.Reject) {
            throw Admission.refused(act, repository.familiar(), '"' + found.where() + "\" rejects it");
        }
        return new Admission(repository, found, act);
    }

    private Policy read() {
        if (file == null) {
            return Policy.NONE;
        }
        try {
            return PolicyReader.read(file);
        } catch (NoSuchFileException e) {
            if (!mustExist && file.toString().equals(e.getFile())) {
                return Policy.NONE;
            }
            throw unreadable("no such file: " + e.getFile());
        } catch (Corrupt e) {
            throw unreadable(e.text());
        } catch (CharacterCodingException e) {
            throw unreadable("it is not UTF-8");
        } catch (IOException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    private Forbidden unreadable(String why) {
        LOG.warn("nothing can be pulled: policy file {}: {}", file, why);
        return new Forbidden(Subject.IMAGE, "nothing can be pulled: policy file " + file + ": " + why);
    }
}
