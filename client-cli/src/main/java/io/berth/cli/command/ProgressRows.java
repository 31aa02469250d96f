package io.berth.cli.command;

import io.berth.cli.http.Response;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads an engine's stream of progress rows to its end, and shows them. */
final class ProgressRows {
    private final Session session;
    private final Progress progress;

    private ProgressRows(Session session, Progress progress) {
        this.session = session;
        this.progress = progress;
    }

    static ProgressRows of(Session session, boolean quiet) {
        return new ProgressRows(session, Progress.to(session.console(), quiet));
    }

    /**
     * Shows all rows; an error among them ends the command.
     *
     * @param notes gets the rows that have an {@code aux}
     */
    void show(Response response, Consumer<JsonObject> notes) {
        try {
            JsonReader rows = new JsonReader(response.body());
            while (rows.hasNext()) {
                if (rows.read() instanceof JsonObject row) {
                    progress.show(row);
                    if (row.has("aux")) {
                        notes.accept(row);
                    }
                    session.out().flush();
                }
            }
        } catch (IOException e) {
            throw session.engine().broken(e);
        }
    }
}
