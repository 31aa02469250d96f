package io.berth.image;

/** Counts pulls; must not block. */
public interface PullObserver {
    /** How a pull of one reference ended. */
    enum Outcome {
        DOWNLOADED,
        UP_TO_DATE,
        CANCELLED,
        FAILED
    }

    void pulled(String registry, Outcome outcome);

    /** So many blobs of an image were here already. */
    void present(int blobs);
}
