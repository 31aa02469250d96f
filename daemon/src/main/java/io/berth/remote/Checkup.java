package io.berth.remote;

import java.net.URI;
import java.util.List;

/** How a registry can be reached: each place where it is asked, step by step. */
public record Checkup(String registry, List<Place> places) {
    public Checkup {
        places = List.copyOf(places);
    }

    /** Whether some place can be asked. */
    public boolean isOk() {
        return places.stream().anyMatch(Place::isOk);
    }

    /** One place. */
    public record Place(URI url, boolean mirror, List<Step> steps) {
        public Place {
            steps = List.copyOf(steps);
        }

        public boolean isOk() {
            return steps.stream().noneMatch(step -> step.status() == Status.FAILED);
        }
    }

    /**
     * One step.
     *
     * @param name {@code configuration}, {@code proxy}, {@code dns}, {@code tcp}, {@code tls}, {@code api}, {@code auth},
     *     {@code rate-limit}
     * @param detail a sentence that a person can act on
     * @param millis how long it took
     */
    public record Step(String name, Status status, String detail, long millis) {}

    /** How a step ended. */
    public enum Status {
        OK,
        FAILED,
        SKIPPED
    }
}
