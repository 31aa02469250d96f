package io.berth.server.engine;

import io.berth.content.Audit.Finding;
import io.berth.io.ByteRate;
import io.berth.io.CancelToken;
import io.berth.server.http.Problems;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.upkeep.SystemCheck;
import io.berth.upkeep.SystemCheck.Outcome;
import io.berth.upkeep.SystemCheck.Summary;
import io.berth.upkeep.SystemCheck.Wish;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Our own addition to the API: the check of the store ({@code POST /berth/system/check}), as a stream of rows. */
public final class CheckEndpoints implements Endpoints {
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(250);

    private final SystemCheck check;
    private final long rate;

    /**
     * Makes them.
     *
     * @param rate bytes a second that a check reads where its caller says nothing; 0 is no limit
     */
    public CheckEndpoints(SystemCheck check, long rate) {
        this.check = check;
        this.rate = rate;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/berth/system/check", this::check);
    }

    private Reply check(Request request) {
        Wish wish = new Wish(
                request.flag("deep"),
                request.flag("repair"),
                request.query("limit-rate").map(ByteRate::parse).orElse(rate),
                RegistryConfigHeader.of(request));
        return Reply.stream(StreamType.NDJSON.contentType(), (out, client) -> run(wish, new Rows(out), client));
    }

    private void run(Wish wish, Rows rows, Reply.Client client) throws IOException {
        CancelToken cancel = new CancelToken();
        client.onGone(cancel::cancel);
        try {
            rows.end(check.run(wish, rows, cancel));
        } catch (IOException | RuntimeException e) {
            if (!rows.begun) {
                throw e;
            }
            if (!client.isGone()) {
                rows.error(Problems.text(e));
            }
        }
    }

    /** The rows of one answer; the last one is a {@code Summary} or an {@code error}. */
    private static final class Rows implements SystemCheck.Listener {
        private final OutputStream out;
        private long told = System.nanoTime();
        private boolean begun;

        Rows(OutputStream out) {
            this.out = out;
        }

        @Override
        public void found(Finding finding, Outcome outcome) throws IOException {
            ObjectNode row = Json.object();
            row.putObject("Fault")
                    .put("Kind", finding.kind().name().toLowerCase(Locale.ROOT))
                    .put("Digest", finding.blob() == null ? "" : finding.blob().toString())
                    .put("Text", finding.text())
                    .put("Repaired", outcome.repaired())
                    .put("From", outcome.from())
                    .put("Reason", outcome.reason());
            write(row);
        }

        @Override
        public void read(long bytes, long total) {
            long now = System.nanoTime();
            if (now - told >= PROGRESS_EVERY.toNanos()) {
                told = now;
                ObjectNode row = Json.object();
                row.putObject("Progress").put("Current", bytes).put("Total", total);
                try {
                    write(row);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        void end(Summary summary) throws IOException {
            ObjectNode row = Json.object();
            row.putObject("Summary")
                    .put("Blobs", summary.blobs())
                    .put("BytesRead", summary.bytes())
                    .put("Faults", summary.faults())
                    .put("Repaired", summary.repaired());
            write(row);
        }

        void error(String message) throws IOException {
            ObjectNode row = Json.object().put("error", message);
            row.putObject("errorDetail").put("message", message);
            write(row);
        }

        private void write(ObjectNode row) throws IOException {
            begun = true;
            out.write(Json.bytes(row));
            out.write('\n');
            out.flush();
        }
    }
}
