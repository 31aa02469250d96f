package io.berth.cli.command;

import io.berth.cli.format.Row;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Ages;
import io.berth.cli.text.Sizes;
import io.berth.cli.text.Times;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One row of {@code berth jobs}. */
final class JobRow extends Row {
    static final List<String> HEADERS = List.of(
            "ID",
            "JOB ID",
            "Kind",
            "KIND",
            "Subject",
            "SUBJECT",
            "Phase",
            "PHASE",
            "Progress",
            "PROGRESS",
            "Speed",
            "SPEED",
            "Limit",
            "LIMIT",
            "Retries",
            "RETRIES",
            "From",
            "FROM",
            "Waits",
            "WAITS FOR",
            "Started",
            "STARTED");
    static final List<String> STANDARD =
            List.of("ID", "Subject", "Phase", "Progress", "Speed", "Retries", "From", "Waits");

    private static final String[] NAMES = {
        "From", "ID", "Kind", "Limit", "Phase", "Progress", "Retries", "Speed", "Started", "Subject", "Waits"
    };

    private final JsonObject job;

    JobRow(JsonObject job) {
        super(NAMES);
        this.job = job;
    }

    @Override
    protected String value(String name) {
        return switch (name) {
            case "ID" -> job.text("Id");
            case "Progress" -> Sizes.three(job.number("Current")) + "/" + Sizes.three(job.number("Total"));
            case "Speed" -> Sizes.three(job.number("BytesPerSecond")) + "/s";
            case "Limit" -> job.number("LimitRate") == 0 ? "none" : Sizes.binary(job.number("LimitRate")) + "/s";
            case "Retries" -> Long.toString(job.number("Retries"));
            case "From" -> String.join(", ", hosts());
            case "Waits" -> job.text("WaitsFor");
            case "Started" -> Ages.since(Times.seconds(job.text("Started")));
            default -> job.text(name);
        };
    }

    private List<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        for (JsonObject blob : job.objects("Blobs")) {
            if (!blob.text("Host").isEmpty()) {
                hosts.add(blob.text("Host"));
            }
        }
        return new ArrayList<>(hosts);
    }

    /** As {@code berth jobs watch} prints it, where something is to be told. */
    String line() {
        StringBuilder out = new StringBuilder(value("Phase"));
        if (job.number("Total") > 0) {
            out.append("  ").append(value("Progress"));
        }
        if (job.number("BytesPerSecond") > 0) {
            out.append("  ").append(value("Speed"));
        }
        if (!job.text("WaitsFor").isEmpty()) {
            out.append("  waits for ").append(job.text("WaitsFor"));
        }
        if (!job.text("Error").isEmpty()) {
            out.append(": ").append(job.text("Error"));
        }
        return out.toString();
    }

    @Override
    public String typeName() {
        return "job";
    }
}
