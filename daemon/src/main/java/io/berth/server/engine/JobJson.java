package io.berth.server.engine;

import io.berth.transfer.Job;
import io.berth.transfer.Transfer;
import io.berth.transfer.Trouble;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A job as {@code /berth/jobs} shows it. */
final class JobJson {
    private JobJson() {}

    static ObjectNode of(Job job) {
        List<Transfer> blobs = job.transfers();
        List<Transfer.Progress> progress =
                blobs.stream().map(Transfer::progress).toList();
        ObjectNode node = Json.object()
                .put("Id", Long.toString(job.id()))
                .put("Kind", job.kind())
                .put("Subject", job.subject())
                .put("Started", Times.print(job.started()))
                .put("Phase", job.phase().name().toLowerCase(Locale.ROOT))
                .put("Current", blobs.stream().mapToLong(Transfer::current).sum())
                .put("Total", blobs.stream().mapToLong(one -> one.blob().size()).sum())
                .put(
                        "BytesPerSecond",
                        progress.stream().mapToLong(Transfer.Progress::speed).sum())
                .put("LimitRate", job.limit().rate())
                .put(
                        "Retries",
                        progress.stream().mapToInt(Transfer.Progress::retries).sum())
                .put("WaitsFor", waitsFor(job, progress))
                .put("Error", job.failure());
        ArrayNode rows = node.putArray("Blobs");
        for (int i = 0; i < blobs.size(); i++) {
            rows.add(blob(blobs.get(i), progress.get(i)));
        }
        return node;
    }

    private static ObjectNode blob(Transfer transfer, Transfer.Progress progress) {
        Trouble trouble = progress.trouble();
        ObjectNode node = Json.object()
                .put("Digest", transfer.blob().digest().toString())
                .put("Current", transfer.current())
                .put("Total", transfer.blob().size())
                .put("Done", transfer.isDone())
                .put("State", progress.state())
                .put("Host", progress.host())
                .put("BytesPerSecond", progress.speed())
                .put("Retries", progress.retries())
                .put("Clients", progress.clients());
        return trouble == null
                ? node
                : node.put("Trouble", trouble.reason()).put("RetryAt", Times.print(trouble.until()));
    }

    /** In a word or two, where nothing comes at the moment; empty where something does. */
    private static String waitsFor(Job job, List<Transfer.Progress> blobs) {
        boolean moves = job.phase() == Job.Phase.DOWNLOADING || job.phase() == Job.Phase.UPLOADING;
        if (!moves || has(blobs, "receiving") || has(blobs, "sending") || has(blobs, "verifying")) {
            return "";
        }
        if (has(blobs, "limited")) {
            return "rate limit";
        }
        if (has(blobs, "connecting")) {
            return "answer of the registry";
        }
        return blobs.stream()
                .map(Transfer.Progress::trouble)
                .filter(Objects::nonNull)
                .map(trouble -> "back-off: " + trouble.reason())
                .findFirst()
                .orElse(has(blobs, "queued") ? "other transfers" : "");
    }

    private static boolean has(List<Transfer.Progress> blobs, String state) {
        return blobs.stream().anyMatch(blob -> blob.state().equals(state));
    }
}
