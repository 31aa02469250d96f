package io.berth;

/** The daemon's entry point. */
public final class Berthd {
    private Berthd() {}

    public static void main(String[] args) {}
}
