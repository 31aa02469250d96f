package io.berth.image;

/** Counts nothing. */
final class NoObserver implements PullObserver {
    @Override
    public void pulled(String registry, Outcome outcome) {}

    @Override
    public void present(int blobs) {}
}
