package io.berth.image;

import io.berth.oci.Platform;
import io.berth.oci.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A root file system that is to become an image.
 *
 * @param address where it is, absolute; null where it comes with the request
 * @param name null for none
 * @param message for the image's history
 * @param changes instructions of a Dockerfile, checked
 */
public record ImportRequest(
        @Nullable String address, @Nullable Reference name, String message, ImportChanges changes, Platform platform) {}
