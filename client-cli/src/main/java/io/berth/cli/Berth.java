package io.berth.cli;

/** The client's entry point. */
public final class Berth {
    private Berth() {}

    public static void main(String[] args) {}
}
