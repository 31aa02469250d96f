package io.berth.io;

/** What this program calls itself to clients and registries. */
public final class Product {
    public static final String NAME = "Berth";

    /** The same as the build's; a test holds them together. */
    public static final String VERSION = "0.1.0";

    private Product() {}
}
