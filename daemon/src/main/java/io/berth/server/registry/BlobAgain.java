package io.berth.server.registry;

import io.berth.content.Content;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.registry.FoundBlob.Stored;
import io.berth.registry.Sources;
import io.berth.server.http.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Optional;

/** A whole blob of a repository, believed to be there as long as the index has not changed. */
record BlobAgain(Sources sources, Content content, RepositoryName repository, Stored blob) implements Reply.Again {
    @Override
    public Optional<FileChannel> open() throws IOException {
        if (!isKnown()) {
            return Optional.empty();
        }
        Optional<FileChannel> file = content.openKnown(blob.digest(), blob.size());
        file.ifPresent(_ -> tell());
        return file;
    }

    @Override
    public boolean give() {
        boolean known = isKnown();
        if (known) {
            tell();
        }
        return known;
    }

    @Override
    public boolean isGenuine(ByteBuffer body) {
        MessageDigest hash = blob.digest().algorithm().hash();
        hash.update(body);
        return Digest.of(blob.digest().algorithm(), hash.digest()).equals(blob.digest());
    }

    private boolean isKnown() {
        return sources.knownBlob(repository, blob.digest()).isPresent();
    }

    private void tell() {
        blob.sent().accept(blob.size());
    }
}
