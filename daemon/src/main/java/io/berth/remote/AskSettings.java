package io.berth.remote;

import java.net.URI;
import java.time.Duration;

/**
 * How registries are asked about images.
 *
 * @param checkTtl how long the answer to what a name points to serves others who ask the same; zero: not at all
 * @param lowPercent at how many percent a budget is told to run low
 * @param search base URL of the index that is searched for images of Docker Hub
 */
public record AskSettings(Duration checkTtl, int lowPercent, URI search) {
    /** Every question is asked. */
    public static final AskSettings DIRECT = new AskSettings(Duration.ZERO, 10, URI.create("https://index.docker.io"));
}
